import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { JsonValue } from '../../src/shared/domain/entities.ts';
import type { FieldKind } from '../../src/shared/domain/fields.ts';
import { fieldEquals, mergeField } from '../../src/shared/domain/merge.ts';

const refs = (...ids: number[]): JsonValue => ids.map((id) => ({ id, name: `n${id}` }));
const idsOf = (value: JsonValue): number[] =>
  (value as { id: number }[]).map((item) => item.id).toSorted((a, b) => a - b);

describe('three-way merge of one field', () => {
  test('[MERGE2] a field that only the person changed is sent', () => {
    expect(mergeField('money', '10.00', '12.50', '10.00')).toEqual({ kind: 'send', value: '12.50', base: '10.00' });
  });

  test('[MERGE2] a field that both sides changed to the same value is done', () => {
    expect(mergeField('money', '10', '12.50', '12.5')).toEqual({ kind: 'done' });
  });

  test('[MERGE3] a field that both sides changed differently is a conflict', () => {
    expect(mergeField('money', '10', '12', '11')).toEqual({ kind: 'conflict' });
  });

  test('[UNKNOWN6] a value of ours that arrived late is no change of the store', () => {
    expect(mergeField('money', '10', '12', '11', ['11'])).toEqual({ kind: 'send', value: '12', base: '11' });
  });

  test('[MERGE4] sets merge by what each side added and removed', () => {
    const merge = mergeField('references', refs(1, 2, 3), refs(1, 3, 4), refs(1, 2, 3, 5));
    expect(merge.kind).toBe('send');
    if (merge.kind === 'send') expect(idsOf(merge.value)).toEqual([1, 3, 4, 5]);
  });

  test('[MERGE4] sets never conflict, and nothing that either side added is lost', () => {
    const set = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 6 });
    fc.assert(
      fc.property(set, set, set, (base, mine, theirs) => {
        const merge = mergeField('references', refs(...base), refs(...mine), refs(...theirs));
        expect(merge.kind).not.toBe('conflict');
        if (merge.kind !== 'send') return;
        const merged = new Set(idsOf(merge.value));
        for (const id of mine) if (!base.includes(id)) expect(merged.has(id)).toBe(true);
        for (const id of theirs) if (!base.includes(id)) expect(merged.has(id)).toBe(true);
        for (const id of base) expect(merged.has(id)).toBe(mine.includes(id) && theirs.includes(id));
      }),
    );
  });

  test('[MERGE4] meta data merges by key and conflicts only on the same key', () => {
    const meta = (entries: Record<string, string>): JsonValue =>
      Object.entries(entries).map(([key, value]) => ({ id: 1, key, value }));
    expect(mergeField('meta', meta({ a: '1', b: '1' }), meta({ a: '2', b: '1' }), meta({ a: '1', b: '9' }))).toEqual({
      kind: 'send',
      value: [{ key: 'a', value: '2' }],
      base: meta({ a: '1', b: '9' }),
    });
    expect(mergeField('meta', meta({ a: '1' }), meta({ a: '2' }), meta({ a: '3' }))).toEqual({ kind: 'conflict' });
  });

  test('[MERGE1] a merge never loses the edit: it is done, sent or a conflict, whatever the values', () => {
    const value = fc.constantFrom('', '1', '1.0', '2', '3.50');
    fc.assert(
      fc.property(value, value, value, (base, mine, theirs) => {
        const merge = mergeField('money', base, mine, theirs);
        const kind: FieldKind = 'money';
        if (merge.kind === 'done') expect(fieldEquals(kind, mine, theirs)).toBe(true);
        if (merge.kind === 'send') expect(fieldEquals(kind, base, theirs)).toBe(true);
        if (merge.kind === 'conflict') {
          expect(fieldEquals(kind, base, theirs)).toBe(false);
          expect(fieldEquals(kind, mine, theirs)).toBe(false);
        }
      }),
    );
  });
});

describe('equality as the store sees it', () => {
  test('decimals are compared digit by digit, not as floats', () => {
    expect(fieldEquals('money', '10.10', '10.1')).toBe(true);
    expect(fieldEquals('money', '9007199254740993', '9007199254740992')).toBe(false);
    expect(fieldEquals('money', '', '0')).toBe(false);
  });

  test('texts that differ only by what the store tidies are the same', () => {
    expect(fieldEquals('text', 'Tea & Co', 'Tea &amp; Co')).toBe(true);
    expect(fieldEquals('html', 'a\\b', 'ab')).toBe(true);
  });

  test('a missing value is an empty one', () => {
    expect(fieldEquals('text', null, '')).toBe(true);
    expect(fieldEquals('stock', null, undefined)).toBe(true);
    expect(fieldEquals('stock', null, 0)).toBe(false);
  });
});
