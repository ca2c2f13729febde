import type { Act, Setting } from './acts.ts';

/** A failure that the simulation once found, shrunk: what must not happen again, the surroundings, the acts. */
export type Regression = { readonly rule: string; readonly setting: Setting; readonly acts: readonly Act[] };

const PLAIN: Setting = {
  seed: 71,
  desktops: 1,
  products: 11,
  profile: '10.5',
  pageSize: 100,
  timeZone: 'Asia/Jerusalem',
  skewMs: [0],
  scheduled: false,
  stockWithoutDate: false,
  diligent: false,
  fromEmpty: false,
};

export const REGRESSIONS: readonly Regression[] = [
  {
    rule: '[MERGE3] a field that both sides changed is not lost when the store also put the record in the trash',
    setting: PLAIN,
    acts: [
      { do: 'shop', what: 'price', i: 5, r: 768270201 },
      { do: 'shop', what: 'create-product', i: 7, r: 1017146905 },
      { do: 'user', d: 0, what: 'create-product', i: 15, r: 1803855094 },
      { do: 'user', d: 0, what: 'create-product', i: 27, r: 517895231 },
      { do: 'user', d: 0, what: 'price', i: 60, r: 418917016 },
      { do: 'shop', what: 'trash', i: 93, r: 136190511 },
    ],
  },
  {
    rule: '[PUSH2] an edit of a new record that is made while others are being sent leaves with its create',
    setting: { ...PLAIN, seed: 97, products: 10, fromEmpty: true },
    acts: [
      { do: 'user', d: 0, what: 'create-tag', i: 42, r: 947325630 },
      { do: 'user', d: 0, what: 'create-category', i: 63, r: 1514822432 },
      { do: 'user', d: 0, what: 'create-product', i: 79, r: 2077036467 },
      { do: 'run', d: 0, kind: 'incremental', i: 87, r: 659712150 },
      { do: 'user', d: 0, what: 'status', i: 95, r: 324852574 },
    ],
  },
  {
    rule: '[STOCK2] one answer settles all counts that wait for it',
    setting: { ...PLAIN, seed: 149, products: 8, diligent: true },
    acts: [
      { do: 'shop', what: 'untrash', i: 44, r: 430703088 },
      { do: 'deliver', n: 11, i: 45, r: 1742473293 },
      { do: 'shop', what: 'order', i: 47, r: 1074151826 },
      { do: 'user', d: 0, what: 'count', i: 75, r: 622536731 },
      { do: 'user', d: 0, what: 'count', i: 97, r: 21069198 },
    ],
  },
  {
    rule: '[PUSH7] a refused change stays told while another change of the record is accepted',
    setting: { ...PLAIN, seed: 1037, products: 10 },
    acts: [
      { do: 'shop', what: 'create-product', i: 34, r: 894504716 },
      { do: 'user', d: 0, what: 'sku', i: 71, r: 1941086407 },
      { do: 'fault', what: 'late-commit', i: 113, r: 630728657 },
      { do: 'run', d: 0, kind: 'census', i: 128, r: 817406841 },
      { do: 'deliver', n: 4, i: 146, r: 707275674 },
      { do: 'user', d: 0, what: 'sale-price', i: 148, r: 1393897631 },
    ],
  },
  {
    rule: '[DEL5] a count that was held because its product lay in the trash goes on when the store brings it back',
    setting: { ...PLAIN, seed: 1031, products: 8, fromEmpty: true },
    acts: [
      { do: 'user', d: 0, what: 'create-product', i: 44, r: 336164593 },
      { do: 'run', d: 0, kind: 'incremental', i: 76, r: 1878463035 },
      { do: 'settle', i: 77, r: 1 },
      { do: 'user', d: 0, what: 'count', i: 88, r: 2124154700 },
      { do: 'shop', what: 'trash', i: 134, r: 1001548729 },
      { do: 'run', d: 0, kind: 'incremental', i: 151, r: 438091783 },
      { do: 'settle', i: 152, r: 2 },
      { do: 'shop', what: 'untrash', i: 183, r: 1236333566 },
    ],
  },
  {
    rule: '[DEL5] an edit of the status beside an open deletion is asked about when the store brings the record back',
    setting: { ...PLAIN, seed: 2045 },
    acts: [
      { do: 'run', d: 0, kind: 'census', i: 11, r: 590218365 },
      { do: 'settle', i: 12, r: 3 },
      { do: 'shop', what: 'trash', i: 22, r: 1391758419 },
      { do: 'user', d: 0, what: 'categories', i: 31, r: 1572266001 },
      { do: 'run', d: 0, kind: 'incremental', i: 51, r: 672032397 },
      { do: 'settle', i: 52, r: 4 },
      { do: 'user', d: 0, what: 'status', i: 55, r: 1844622909 },
      { do: 'shop', what: 'untrash', i: 113, r: 444477628 },
    ],
  },
  {
    rule: '[PUSH5] a note that waits is asked about when its order is gone before it reaches the trash',
    setting: { ...PLAIN, seed: 2113, scheduled: true },
    acts: [
      { do: 'user', d: 0, what: 'price', i: 32, r: 495679263 },
      { do: 'user', d: 0, what: 'count', i: 34, r: 558850754 },
      { do: 'user', d: 0, what: 'note', i: 35, r: 993994669 },
      { do: 'shop', what: 'delete', i: 104, r: 244597095 },
      { do: 'deliver', n: 6, i: 228, r: 620405436 },
      { do: 'cancel', d: 0, i: 230, r: 701937177 },
      { do: 'user', d: 0, what: 'trash', i: 231, r: 1268958499 },
    ],
  },
  {
    rule: '[PUSH5] a variation of a product that waits to be deleted for good takes no edit',
    setting: { ...PLAIN, seed: 2094, products: 9 },
    acts: [
      { do: 'user', d: 0, what: 'delete', i: 163, r: 2086251628 },
      { do: 'user', d: 0, what: 'price', i: 164, r: 45122300 },
      { do: 'user', d: 0, what: 'sku', i: 259, r: 729154932 },
    ],
  },
  {
    rule: '[UNKNOWN3] a clock of the store that jumps ahead does not shorten the grace of an unanswered create',
    setting: { ...PLAIN, seed: 437, products: 10, scheduled: true, fromEmpty: true },
    acts: [
      { do: 'fault', what: 'clock-skew', i: 147, r: 353143362 },
      { do: 'settle', i: 269, r: 429733734 },
      { do: 'run', d: 0, kind: 'incremental', i: 271, r: 445598991 },
      { do: 'power-loss', d: 0, n: 9, i: 272, r: 24386067 },
      { do: 'deliver', n: 12, i: 273, r: 101907938 },
      { do: 'user', d: 0, what: 'create-variation', i: 274, r: 608303871 },
      { do: 'fault', what: 'late-commit', i: 288, r: 1439210661 },
      { do: 'settle', i: 339, r: 1680519374 },
    ],
  },
  {
    rule: '[DEL5] to take back one field of a record that the store put in the trash leaves its adjustment of stock',
    setting: { ...PLAIN, seed: 32, desktops: 2, products: 8, skewMs: [0, 0], scheduled: true },
    acts: [
      { do: 'run', d: 0, kind: 'full', i: 9, r: 211290490 },
      { do: 'user', d: 1, what: 'adjust', i: 11, r: 466924074 },
      { do: 'deliver', n: 11, i: 12, r: 1596225523 },
      { do: 'user', d: 1, what: 'price', i: 38, r: 1903584804 },
      { do: 'shop', what: 'trash', i: 40, r: 1851752806 },
      { do: 'deliver', n: 7, i: 47, r: 499415797 },
      { do: 'user', d: 1, what: 'undo-field', i: 52, r: 1840217379 },
    ],
  },
];
