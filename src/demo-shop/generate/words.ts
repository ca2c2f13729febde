import type { ShapeName } from './picture-shapes.ts';

/** One kind of thing that the shop makes. Prices in the shop's currency. */
export type Ware = {
  readonly name: string;
  readonly german: string;
  readonly hebrew: string;
  readonly code: string;
  readonly shape: ShapeName;
  readonly from: number;
  readonly to: number;
  /** Slug of the category it stands in. */
  readonly category: string;
  readonly sizes: readonly string[];
};

export const WARES: readonly Ware[] = [
  { name: 'Stoneware mug', german: 'Steinzeugbecher', hebrew: 'ספל אבן', code: 'MUG', shape: 'mug', from: 69, to: 119, category: 'mugs', sizes: ['250 ml', '350 ml', '450 ml'] },
  { name: 'Soup bowl', german: 'Suppenschale', hebrew: 'קערת מרק', code: 'BWL', shape: 'bowl', from: 89, to: 149, category: 'bowls', sizes: ['14 cm', '16 cm', '18 cm'] },
  { name: 'Bud vase', german: 'Knospenvase', hebrew: 'אגרטל ניצן', code: 'VAS', shape: 'vase', from: 110, to: 220, category: 'vases', sizes: ['small', 'medium', 'tall'] },
  { name: 'Dinner plate', german: 'Speiseteller', hebrew: 'צלחת הגשה', code: 'PLT', shape: 'plate', from: 79, to: 139, category: 'plates', sizes: ['21 cm', '24 cm', '27 cm'] },
  { name: 'Water carafe', german: 'Wasserkaraffe', hebrew: 'קנקן מים', code: 'CAR', shape: 'carafe', from: 160, to: 260, category: 'serving', sizes: ['0.5 l', '0.75 l', '1 l'] },
  { name: 'Honey jar', german: 'Honigtopf', hebrew: 'צנצנת דבש', code: 'JAR', shape: 'jar', from: 64, to: 110, category: 'storage', sizes: ['200 ml', '350 ml', '500 ml'] },
  { name: 'Teapot', german: 'Teekanne', hebrew: 'קומקום תה', code: 'TEA', shape: 'teapot', from: 210, to: 340, category: 'tea-and-coffee', sizes: ['0.6 l', '0.8 l', '1.2 l'] },
  { name: 'Espresso cup', german: 'Espressotasse', hebrew: 'כוס אספרסו', code: 'ESP', shape: 'cup', from: 42, to: 72, category: 'tea-and-coffee', sizes: ['60 ml', '80 ml', '110 ml'] },
  { name: 'Planter', german: 'Pflanztopf', hebrew: 'עציץ', code: 'PLA', shape: 'planter', from: 98, to: 240, category: 'garden', sizes: ['small', 'medium', 'large'] },
  { name: 'Serving platter', german: 'Servierplatte', hebrew: 'מגש הגשה', code: 'SRV', shape: 'platter', from: 150, to: 260, category: 'serving', sizes: ['oval', 'round', 'long'] },
  { name: 'Candle holder', german: 'Kerzenhalter', hebrew: 'פמוט', code: 'CND', shape: 'candle', from: 48, to: 96, category: 'home', sizes: ['low', 'middle', 'high'] },
  { name: 'Trivet tile', german: 'Untersetzer', hebrew: 'אריח תחתית', code: 'TRV', shape: 'tile', from: 39, to: 69, category: 'home', sizes: ['12 cm', '15 cm', '20 cm'] },
  { name: 'Ramen bowl', german: 'Ramenschale', hebrew: 'קערת ראמן', code: 'RMN', shape: 'bowl', from: 119, to: 169, category: 'bowls', sizes: ['0.8 l', '1 l', '1.2 l'] },
  { name: 'Cheese dome', german: 'Käseglocke', hebrew: 'פעמון גבינה', code: 'CHS', shape: 'dome', from: 180, to: 290, category: 'serving', sizes: ['18 cm', '22 cm', '26 cm'] },
  { name: 'Butter dish', german: 'Butterdose', hebrew: 'כלי חמאה', code: 'BUT', shape: 'dome', from: 92, to: 140, category: 'storage', sizes: ['125 g', '250 g'] },
  { name: 'Floor vase', german: 'Bodenvase', hebrew: 'אגרטל רצפה', code: 'FLV', shape: 'vase', from: 420, to: 780, category: 'vases', sizes: ['40 cm', '48 cm', '60 cm'] },
  { name: 'Side plate', german: 'Beilagenteller', hebrew: 'צלחת צד', code: 'SPL', shape: 'plate', from: 49, to: 79, category: 'plates', sizes: ['15 cm', '17 cm'] },
  { name: 'Spice jar', german: 'Gewürzdose', hebrew: 'צנצנת תבלינים', code: 'SPC', shape: 'jar', from: 38, to: 62, category: 'storage', sizes: ['80 ml', '120 ml', '160 ml'] },
  { name: 'Travel mug', german: 'Reisebecher', hebrew: 'ספל דרכים', code: 'TRM', shape: 'mug', from: 99, to: 149, category: 'mugs', sizes: ['300 ml', '400 ml'] },
  { name: 'Pasta bowl', german: 'Pastateller', hebrew: 'קערת פסטה', code: 'PST', shape: 'bowl', from: 92, to: 128, category: 'bowls', sizes: ['22 cm', '24 cm', '26 cm'] },
  { name: 'Milk jug', german: 'Milchkännchen', hebrew: 'כד חלב', code: 'MLK', shape: 'carafe', from: 72, to: 118, category: 'tea-and-coffee', sizes: ['150 ml', '250 ml'] },
  { name: 'Olive dish', german: 'Olivenschale', hebrew: 'צלוחית זיתים', code: 'OLV', shape: 'platter', from: 44, to: 78, category: 'serving', sizes: ['small', 'medium'] },
  { name: 'Hanging planter', german: 'Blumenampel', hebrew: 'עציץ תלוי', code: 'HNG', shape: 'planter', from: 140, to: 220, category: 'garden', sizes: ['16 cm', '20 cm'] },
];

export type Glaze = { readonly name: string; readonly german: string; readonly hebrew: string; readonly color: string; readonly slug: string };

export const GLAZES: readonly Glaze[] = [
  { name: 'sea glaze', german: 'Meeresglasur', hebrew: 'זיגוג ים', color: '#6f9fa3', slug: 'sea' },
  { name: 'olive', german: 'Olive', hebrew: 'זית', color: '#7c8656', slug: 'olive' },
  { name: 'terracotta', german: 'Terrakotta', hebrew: 'טרקוטה', color: '#b5694a', slug: 'terracotta' },
  { name: 'sand', german: 'Sand', hebrew: 'חול', color: '#cdc6b6', slug: 'sand' },
  { name: 'midnight', german: 'Mitternacht', hebrew: 'חצות', color: '#3d4559', slug: 'midnight' },
  { name: 'honey', german: 'Honig', hebrew: 'דבש', color: '#cf9f3e', slug: 'honey' },
  { name: 'plum', german: 'Pflaume', hebrew: 'שזיף', color: '#8a5a78', slug: 'plum' },
  { name: 'chalk', german: 'Kreide', hebrew: 'גיר', color: '#b9b7b2', slug: 'chalk' },
  { name: 'moss', german: 'Moos', hebrew: 'טחב', color: '#5f7358', slug: 'moss' },
  { name: 'rust', german: 'Rost', hebrew: 'חלודה', color: '#9c5236', slug: 'rust' },
  { name: 'cornflower', german: 'Kornblume', hebrew: 'דגנית', color: '#6b84b5', slug: 'cornflower' },
  { name: 'blush', german: 'Rosé', hebrew: 'סומק', color: '#cf9c93', slug: 'blush' },
];

export const LINES: readonly string[] = ['', 'Galilee', 'Jaffa', 'Negev', 'Carmel', 'Arbel', 'Sharon', 'Tabor', 'Eilat', 'Hermon', 'Yarkon', 'Timna'];
export const EMOJI: readonly string[] = ['🌿', '🏺', '☕', '🌸', '🍯', '🕯️'];

export const CATEGORY_TREE: readonly { readonly slug: string; readonly name: string; readonly parent: string | null; readonly about: string }[] = [
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
  'handmade', 'dishwasher safe', 'microwave safe', 'new', 'bestseller', 'limited', 'matt', 'glossy', 'gift', 'set',
  'vegan glaze', 'oven proof', 'wheel thrown', 'slab built', 'חדש', 'עבודת יד', 'Frühling', 'Geschenkidee', 'outlet', 'restocked',
  'small batch', 'studio pick', 'food safe', 'lead free', 'speckled', 'two tone', 'raku', 'porcelain', 'stoneware', 'earthenware',
];

export const BRANDS: readonly string[] = ['Tamar Studio', 'Beit Yotzer', 'Keramik Köhler', 'Negev Clay', 'סטודיו גליל', 'Atelier Nord'];
export const SHIPPING_CLASSES: readonly (readonly [string, string])[] = [['Fragile', 'fragile'], ['Bulky', 'bulky'], ['Small parcel', 'small-parcel']];

export const SIZE_TERMS: readonly string[] = ['XS', 'S', 'M', 'L', 'XL', 'XXL'];
export const FINISH_TERMS: readonly string[] = ['Matt', 'Glossy', 'Raw', 'Speckled'];

export const SENTENCES: readonly string[] = [
  'Thrown on the wheel in small batches and fired twice at 1,240 °C.',
  'The glaze breaks over the rim, so no two pieces look the same.',
  'Holds its warmth and feels calm in the hand.',
  'Goes into the dishwasher, the microwave and a moderate oven.',
  'The foot is sanded and leaves no marks on the table.',
  'Packed in recycled paper, without plastic.',
  'Made from local clay that we mix and rest for three weeks.',
  'Each piece carries the stamp of the potter who made it.',
  'The inside is glazed with a food-safe, lead-free clear glaze.',
  'Small dots in the surface come from iron in the clay and are no flaw.',
  'A good size for daily use, and it stacks.',
  'Colours on screens differ a little from the real ones.',
];
export const SENTENCES_DE: readonly string[] = [
  'Auf der Scheibe gedreht und zweimal bei 1.240 °C gebrannt.',
  'Spülmaschinenfest, mikrowellengeeignet und für Käse, Brot und Süßes gleichermaßen schön.',
  'Jedes Stück trägt den Stempel der Töpferin.',
  'Die Glasur ist lebensmittelecht und bleifrei.',
  'Größe und Farbe können leicht abweichen.',
];
export const SENTENCES_HE: readonly string[] = [
  'עבודת יד על האובניים, שריפה כפולה ב־1,240 מעלות.',
  'מתאים למדיח, למיקרוגל ולתנור בחום בינוני.',
  'הזיגוג בטוח למזון ונטול עופרת.',
  'כל כלי נושא את חותמת הקדר.',
  'הצבע על המסך עשוי להיות שונה מעט מהמציאות.',
];
