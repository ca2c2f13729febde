import { expect, test } from 'vitest';
import type { Entry, Truth } from '../kills/ledger.ts';
import { judge } from '../kills/ledger.ts';
import { runKills } from '../kills/kill-run.ts';

const KILLS = 50;

test(
  '[PUSH1, PUSH5, UNKNOWN3, STOCK3] killed fifty times, the engine’s process loses nothing that it kept and doubles nothing',
  { timeout: 180_000 },
  async () => {
    const report = await runKills({ times: KILLS, seed: 20_261_120 });
    const { lost, doubled, refused } = report;
    expect({ lost, doubled, refused }).toEqual({ lost: [], doubled: [], refused: [] });
    expect(report.kills).toBe(KILLS);
    // It is about edits: a series that kept hardly any would prove nothing.
    expect(report.acknowledged).toBeGreaterThan(KILLS);
    expect(report.unanswered).toBeGreaterThan(0);
  },
);

const product = (name: string, price: string, stock: number | null) => ({ name, regular_price: price, stock });
const truth = (after: Truth['after'], notes: readonly string[] = []): Truth => ({
  before: new Map([[1, product('Bowl', '10.00', 5)]]),
  after,
  names: [...after.values()].map(({ name }) => name),
  notes,
});
const edit = (value: string): Entry['intent'] => ({ kind: 'edit', product: 1, field: 'regular_price', value });
const adjust = (by: number): Entry['intent'] => ({ kind: 'adjust', product: 1, by });

test.each<[string, readonly Entry[], Truth, { readonly lost: number; readonly doubled: number }]>([
  [
    'an edit that is not there is lost',
    [{ intent: edit('12.00'), certain: true }],
    truth(new Map([[1, product('Bowl', '10.00', 5)]])),
    { lost: 1, doubled: 0 },
  ],
  [
    'an edit that may have been kept need not be there',
    [{ intent: edit('12.00'), certain: false }],
    truth(new Map([[1, product('Bowl', '10.00', 5)]])),
    { lost: 0, doubled: 0 },
  ],
  [
    'an earlier value is lost work',
    [
      { intent: edit('12.00'), certain: true },
      { intent: edit('13.00'), certain: true },
    ],
    truth(new Map([[1, product('Bowl', '12.00', 5)]])),
    { lost: 1, doubled: 0 },
  ],
  [
    'a movement that is not in the sum is lost',
    [{ intent: adjust(3), certain: true }],
    truth(new Map([[1, product('Bowl', '10.00', 5)]])),
    { lost: 1, doubled: 0 },
  ],
  [
    'a movement that is in it twice is doubled',
    [{ intent: adjust(3), certain: true }],
    truth(new Map([[1, product('Bowl', '10.00', 11)]])),
    { lost: 0, doubled: 1 },
  ],
  [
    'a product made twice is doubled',
    [{ intent: { kind: 'create', name: 'Cup' }, certain: false }],
    truth(
      new Map([
        [1, product('Bowl', '10.00', 5)],
        [2, product('Cup', '1.00', null)],
        [3, product('Cup', '1.00', null)],
      ]),
    ),
    { lost: 0, doubled: 1 },
  ],
  [
    'a note that is not there is lost',
    [{ intent: { kind: 'note', order: 9, text: 'Hello' }, certain: true }],
    truth(new Map([[1, product('Bowl', '10.00', 5)]])),
    { lost: 1, doubled: 0 },
  ],
  [
    'a note that is there twice is doubled',
    [{ intent: { kind: 'note', order: 9, text: 'Hello' }, certain: true }],
    truth(new Map([[1, product('Bowl', '10.00', 5)]]), ['Hello', 'Hello']),
    { lost: 0, doubled: 1 },
  ],
])('the judgement: %s', (_, entries, found, expected) => {
  const { lost, doubled } = judge({ entries: [...entries], asked: new Set() }, found);
  expect({ lost: lost.length, doubled: doubled.length }).toEqual(expected);
});
