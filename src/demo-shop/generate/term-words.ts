export const CATEGORY_TREE: readonly {
  readonly slug: string;
  readonly name: string;
  readonly parent: string | null;
  readonly about: string;
}[] = [
  { slug: 'tableware', name: 'Tableware', parent: null, about: 'Everything that stands on a laid table.' },
  { slug: 'kitchen', name: 'Kitchen', parent: null, about: 'For cooking, keeping and brewing.' },
  { slug: 'home', name: 'Home', parent: null, about: 'Candles, tiles and small things for shelves.' },
  { slug: 'garden', name: 'Garden & balcony', parent: null, about: 'Frost-proof planters.' },
  { slug: 'gifts', name: 'מתנות', parent: null, about: 'סטים ארוזים ומוכנים לתת.' },
  { slug: 'mugs', name: 'Mugs', parent: 'tableware', about: '' },
  { slug: 'bowls', name: 'Bowls', parent: 'tableware', about: '' },
  { slug: 'plates', name: 'Plates', parent: 'tableware', about: '' },
  { slug: 'serving', name: 'Serving', parent: 'tableware', about: '' },
  { slug: 'storage', name: 'Storage', parent: 'kitchen', about: '' },
  { slug: 'tea-and-coffee', name: 'Tea & coffee', parent: 'kitchen', about: '' },
  { slug: 'vases', name: 'Vases', parent: 'home', about: '' },
  { slug: 'shabbat', name: 'שבת וחג', parent: 'gifts', about: 'פמוטים, צלחות וגביעים.' },
  { slug: 'wedding', name: 'חתונה', parent: 'gifts', about: '' },
  { slug: 'kase-und-brot', name: 'Käse & Brot', parent: 'kitchen', about: 'Für die Brotzeit.' },
  { slug: 'seconds', name: 'Seconds', parent: null, about: 'Small flaws, full use.' },
];

export const TAGS: readonly string[] = [
  'handmade',
  'dishwasher safe',
  'microwave safe',
  'new',
  'bestseller',
  'limited',
  'matt',
  'glossy',
  'gift',
  'set',
  'vegan glaze',
  'oven proof',
  'wheel thrown',
  'slab built',
  'חדש',
  'עבודת יד',
  'Frühling',
  'Geschenkidee',
  'outlet',
  'restocked',
  'small batch',
  'studio pick',
  'food safe',
  'lead free',
  'speckled',
  'two tone',
  'raku',
  'porcelain',
  'stoneware',
  'earthenware',
];

export const BRANDS: readonly string[] = [
  'Tamar Studio',
  'Beit Yotzer',
  'Keramik Köhler',
  'Negev Clay',
  'סטודיו גליל',
  'Atelier Nord',
];

export const SHIPPING_CLASSES: readonly (readonly [string, string])[] = [
  ['Fragile', 'fragile'],
  ['Bulky', 'bulky'],
  ['Small parcel', 'small-parcel'],
];

export const SIZE_TERMS: readonly string[] = ['XS', 'S', 'M', 'L', 'XL', 'XXL'];

export const FINISH_TERMS: readonly string[] = ['Matt', 'Glossy', 'Raw', 'Speckled'];
