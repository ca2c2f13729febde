import type { BillingAddress, CustomerRecord } from '../core/types.ts';
import { slugify } from '../core/php.ts';
import { pick, pickInt, unit } from './prng.ts';

const FIRST = [
  'Noa',
  'Tamar',
  'Yael',
  'Maya',
  'Shira',
  'Amit',
  'Daniel',
  'Eitan',
  'Omer',
  'Lior',
  'Anna',
  'Jürgen',
  'Käthe',
  'Björn',
  'Sofie',
  'Lucía',
  'Émile',
  'Zoë',
  'נועה',
  'תמר',
  'יעל',
  'דניאל',
  'עומר',
  'Ruth',
  'Miriam',
  'Adam',
] as const;
const LAST = [
  'Levi',
  'Cohen',
  'Mizrahi',
  'Peretz',
  'Biton',
  'Friedman',
  'Katz',
  'Shapiro',
  'Müller',
  'Schäfer',
  'Groß',
  'Weiß',
  'García',
  'Lefèvre',
  'כהן',
  'לוי',
  'מזרחי',
  'פרידמן',
  'Ben-David',
  "O'Neill",
  'Azoulay',
  'Harel',
] as const;
const CITIES: readonly (readonly [string, string])[] = [
  ['Tel Aviv', '6100000'],
  ['Jerusalem', '9100001'],
  ['Haifa', '3100001'],
  ['חיפה', '3100002'],
  ["Be'er Sheva", '8410501'],
  ['רמת גן', '5200100'],
  ['Herzliya', '4610101'],
  ['Modiin', '7171700'],
];
const CITIES_DE: readonly (readonly [string, string])[] = [
  ['Berlin', '10115'],
  ['München', '80331'],
  ['Köln', '50667'],
  ['Hamburg', '20095'],
  ['Nürnberg', '90402'],
];
const STREETS = [
  'Dizengoff',
  'Allenby',
  'Herzl',
  'Ben Yehuda',
  'Rothschild Blvd',
  'הרצל',
  'King George',
  'HaYarkon',
  'Jabotinsky',
  'Weizmann',
] as const;
const STREETS_DE = ['Hauptstraße', 'Bahnhofstraße', 'Gartenweg', 'Schönhauser Allee', 'Lindenstraße'] as const;

export type Person = {
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly username: string;
  readonly billing: BillingAddress;
};

/** Person number `index` of this seed; the index stands in the e-mail, so that a lookup needs no scan. */
export function personAt(seed: number, index: number, homeCountry: string): Person {
  const first = pick(seed, 301, index, FIRST);
  const last = pick(seed, 302, index, LAST);
  const abroad = unit(seed, 303, index) < 0.12;
  const country = abroad ? (homeCountry === 'DE' ? 'IL' : 'DE') : homeCountry;
  const german = country === 'DE';
  const [city, postcode] = pick(seed, 304, index, german ? CITIES_DE : CITIES);
  const street = pick(seed, 305, index, german ? STREETS_DE : STREETS);
  const number = 1 + pickInt(seed, 306, index, 140);
  const latin =
    slugify(`${first} ${last}`)
      .replace(/%[0-9a-f]{2}/g, '')
      .replace(/[^a-z]+/g, '.')
      .replace(/^\.|\.$/g, '') || 'customer';
  const email = `${latin}.${index + 1}@example.com`;
  return {
    first,
    last,
    email,
    username: `${latin}.${index + 1}`,
    billing: {
      first_name: first,
      last_name: last,
      company: unit(seed, 307, index) < 0.06 ? `${last} Ltd` : '',
      address_1: german ? `${street} ${number}` : `${number} ${street}`,
      address_2: unit(seed, 308, index) < 0.2 ? `Apt ${1 + pickInt(seed, 309, index, 40)}` : '',
      city,
      state: '',
      postcode,
      country,
      email,
      phone: german
        ? `+49 30 ${1_000_000 + pickInt(seed, 310, index, 8_999_999)}`
        : `+972 5${pickInt(seed, 310, index, 9)} ${1_000_000 + pickInt(seed, 311, index, 8_999_999)}`,
    },
  };
}

/** Index of the generated person whose e-mail this could be, -1 if none. */
export function personIndexOfEmail(email: string): number {
  const match = /\.(\d+)@example\.com$/.exec(email.toLowerCase());
  return match === null ? -1 : Number(match[1]) - 1;
}

export function customerAt(options: {
  readonly seed: number;
  readonly index: number;
  readonly id: number;
  readonly created: number;
  readonly modified: number;
  readonly walls: readonly [number, number];
  readonly country: string;
}): CustomerRecord {
  const { seed, index } = options;
  const person = personAt(seed, index, options.country);
  const { email: _email, ...shipping } = person.billing;
  const shipsElsewhere = unit(seed, 312, index) < 0.5;
  const empty = {
    first_name: '',
    last_name: '',
    company: '',
    address_1: '',
    address_2: '',
    city: '',
    state: '',
    postcode: '',
    country: '',
    phone: '',
  };
  return {
    id: options.id,
    type: 'user',
    status: 'customer',
    parent_id: 0,
    created: options.created,
    created_wall: options.walls[0],
    modified: options.modified,
    modified_wall: options.walls[1],
    email: person.email,
    first_name: person.first,
    last_name: person.last,
    role: 'customer',
    username: person.username,
    billing: person.billing,
    shipping: shipsElsewhere ? shipping : empty,
    is_paying_customer: unit(seed, 313, index) < 0.7,
    meta: [],
  };
}
