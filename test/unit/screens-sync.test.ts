import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canBeTyped,
  chosenCount,
  firstText,
  formOf,
  groupConflicts,
  movedBy,
  toResolutions,
  wholeAs,
} from '../../src/renderer/screens/sync/conflict-logic.ts';
import { bulkParts, bulkScopes, choicesOf } from '../../src/renderer/screens/sync/bulk-logic.ts';
import { toSettled, withoutSettled, withSettled } from '../../src/renderer/screens/sync/settled-decisions.ts';
import { hostLetter, withoutSecrets, type LetterWords } from '../../src/shared/domain/host-letter.ts';
import type { Probe } from '../../src/shared/domain/connection-report.ts';
import { deedsOf, foldQuiet, secondsOf } from '../../src/renderer/screens/sync/run-logic.ts';
import { faceOfLine, toLines } from '../../src/renderer/screens/sync/sync-logic.ts';
import type { ConflictRow, EntityProgress, SyncRun } from '../../src/shared/contract/sync.ts';
import { conflictRow } from '../../src/shared/contract/sync.ts';
import { ENTITY_NAMES } from '../../src/shared/domain/entities.ts';

const progress = (entity: EntityProgress['entity'], changes: Partial<EntityProgress> = {}): EntityProgress => ({
  entity,
  inStore: 10,
  onDevice: 10,
  state: 'complete',
  processed: 0,
  itemsPerMinute: null,
  etaSeconds: null,
  ...changes,
});

describe('[STATUS1] the table of both sides', () => {
  test('every kind of record has a line, and taxonomy stands as one', () => {
    const lines = toLines(ENTITY_NAMES.map((entity) => progress(entity)));
    expect(lines.flatMap(({ entities }) => entities).toSorted()).toEqual([...ENTITY_NAMES].toSorted());
    expect(lines.find(({ line }) => line === 'taxonomy')).toMatchObject({
      inStore: 60,
      onDevice: 60,
      state: 'complete',
    });
  });

  test('a sum with an unknown part is unknown, and one part that fails decides', () => {
    const [line] = toLines([progress('tags', { inStore: null, state: 'failed' }), progress('categories')]);
    expect(line).toMatchObject({ inStore: null, onDevice: 20, state: 'failed' });
  });

  test('green is said only when both sides were counted and agree', () => {
    const face = (changes: Partial<EntityProgress>): string => faceOfLine(progress('products', changes)).face;
    expect(face({})).toBe('complete');
    expect(face({ inStore: null })).toBe('not-counted');
    expect(face({ onDevice: 9 })).toBe('behind');
    expect(face({ onDevice: 11 })).toBe('more-here');
    expect(face({ state: 'incomplete' })).toBe('not-counted');
    expect(face({ state: 'running' })).toBe('running');
    expect(face({ state: 'failed' })).toBe('failed');
  });

  test('no state but a counted, equal one is ever green', () => {
    const count = fc.option(fc.nat(20));
    const state = fc.constantFrom<EntityProgress['state']>('waiting', 'running', 'complete', 'incomplete', 'failed');
    fc.assert(
      fc.property(count, fc.nat(20), state, (inStore, onDevice, lineState) => {
        const face = faceOfLine(progress('orders', { inStore, onDevice, state: lineState }));
        if (face.face === 'complete') expect([lineState, onDevice]).toEqual(['complete', inStore]);
      }),
    );
  });

  test('the time left of a group is that of its slowest part', () => {
    const [line] = toLines([
      progress('tags', { state: 'running', itemsPerMinute: 100, etaSeconds: 30 }),
      progress('terms', { state: 'running', itemsPerMinute: 50, etaSeconds: 90 }),
    ]);
    expect(line).toMatchObject({ state: 'running', itemsPerMinute: 150, etaSeconds: 90 });
  });
});

const conflict = (changes: Partial<ConflictRow> = {}): ConflictRow => ({
  id: 'c',
  storeId: 's',
  entity: 'products',
  recordId: 'p',
  woo_id: 1,
  label: 'Cups',
  kind: 'both_changed',
  fields: [
    { field: 'regular_price', base: '168.00', mine: '179.00', theirs: '159.00' },
    { field: 'name', base: 'Cups', mine: 'My cups', theirs: 'Their cups' },
  ],
  detectedAt: '2026-11-20T10:00:00Z',
  count: null,
  ...changes,
});

describe('[MERGE3] decisions', () => {
  test('only chosen fields are settled; the last agreed value and a typed one go as values', () => {
    expect(toResolutions(conflict(), { regular_price: { side: 'base' } })).toEqual({
      regular_price: { choice: 'value', value: '168.00' },
    });
    expect(
      toResolutions(conflict(), {
        regular_price: { side: 'other', text: '170' },
        name: { side: 'theirs' },
        gone: { side: 'mine' },
      }),
    ).toEqual({ regular_price: { choice: 'value', value: '170' }, name: { choice: 'theirs' } });
  });

  test('the last agreed day goes as GMT, and nothing as an empty text', () => {
    const fields = [{ field: 'date_on_sale_to', base: '2026-12-24T00:00:00', mine: null, theirs: null }];
    expect(toResolutions(conflict({ fields }), { date_on_sale_to: { side: 'base' } })).toEqual({
      date_on_sale_to: { choice: 'value', value: '2026-12-24T00:00:00Z' },
    });
  });

  test('a value of one’s own begins with what was chosen, else with one’s own; the stock with what the store has', () => {
    const field = { field: 'name', base: 'a', mine: 'b', theirs: 'c' };
    expect(firstText(field, undefined)).toBe('b');
    expect(firstText(field, { side: 'theirs' })).toBe('c');
    expect(firstText(field, { side: 'other', text: 'd' })).toBe('d');
    expect(firstText({ field: 'stock_quantity', base: 10, mine: 12, theirs: 7 }, undefined)).toBe('7');
    expect(canBeTyped('products', field)).toBe(true);
    expect(canBeTyped('products', { field: 'categories', base: [], mine: [], theirs: [] })).toBe(false);
    expect(canBeTyped('products', { field: 'date_on_sale_to', base: '', mine: '', theirs: '' })).toBe(false);
  });

  test('an empty other value is no answer yet', () => {
    expect(chosenCount(conflict(), { regular_price: { side: 'other', text: ' ' }, name: { side: 'mine' } })).toBe(1);
    expect(chosenCount(conflict(), { regular_price: { side: 'other', text: '0' }, name: { side: 'mine' } })).toBe(2);
  });

  test('questions about a whole record or collection are answered whole', () => {
    expect(formOf('mass_deletion')).toBe('whole');
    expect(formOf('stock_moved')).toBe('stock');
    expect(wholeAs('theirs')).toEqual({ '*': { choice: 'theirs' } });
  });

  test('every kind of decision has a section, and none is lost', () => {
    const kinds = conflictRow.shape.kind.options;
    const all = kinds.map((kind) => conflict({ id: kind, kind }));
    const grouped = groupConflicts(all).flatMap((group) => group.conflicts.map(({ id }) => id));
    expect(grouped.toSorted()).toEqual([...kinds].toSorted());
  });

  test('a number says how far it moved, with the decimals of money', () => {
    expect(movedBy('168.00', '179.00')).toBe('+11.00');
    expect(movedBy('168.00', '159')).toBe('−9.00');
    expect(movedBy(10, 7)).toBe('−3');
    expect(movedBy('0.1', '0.3')).toBe('+0.2');
    expect(movedBy('168.00', '168.00')).toBeNull();
    expect(movedBy('a', 'b')).toBeNull();
    expect(movedBy(null, 3)).toBeNull();
  });
});

const open = (id: string, kind: ConflictRow['kind'], fields: readonly string[]): ConflictRow => ({
  id,
  storeId: 's',
  entity: 'products',
  recordId: id,
  woo_id: 1,
  label: id,
  kind,
  fields: fields.map((field) => ({ field, base: '1', mine: '2', theirs: '3' })),
  detectedAt: '2026-11-20T10:00:00Z',
  count: null,
});

describe('settling decisions in bulk', () => {
  const conflicts = [
    open('a', 'both_changed', ['regular_price', 'name']),
    open('b', 'both_changed', ['regular_price']),
    open('c', 'stock_moved', ['stock_quantity']),
    open('d', 'deleted_remotely', ['status']),
    open('e', 'mass_deletion', ['*']),
    open('f', 'store_replaced', ['*']),
  ];

  test('offers all fields, each field with the commonest first, and kinds; questions about the shop are never among them', () => {
    expect(bulkScopes(conflicts)).toEqual([
      'fields',
      'field:regular_price',
      'field:name',
      'field:stock_quantity',
      'deleted',
    ]);
    expect(bulkScopes(conflicts.slice(4))).toEqual([]);
  });

  test('one field settles that field only and says which decisions stay open', () => {
    const parts = bulkParts(conflicts, 'field:regular_price');
    expect(parts.map(({ conflict, fields, isPartial }) => [conflict.id, fields, isPartial])).toEqual([
      ['a', ['regular_price'], true],
      ['b', ['regular_price'], false],
    ]);
    expect(parts.map((part) => toResolutions(part.conflict, choicesOf(part, 'mine')))).toEqual([
      { regular_price: { choice: 'mine' } },
      { regular_price: { choice: 'mine' } },
    ]);
  });

  test('everything settles every field, and a kind settles records as a whole', () => {
    expect(bulkParts(conflicts, 'fields').flatMap(({ fields }) => fields)).toHaveLength(4);
    expect(bulkParts(conflicts, 'deleted')).toMatchObject([{ conflict: { id: 'd' }, fields: [] }]);
  });

  test('a decision that was settled in two parts is remembered as one', () => {
    const [conflict] = conflicts;
    if (!conflict) throw new Error('there is a conflict');
    const first = toSettled(conflict, { name: { side: 'mine' } }, 1);
    const second = toSettled(conflict, { regular_price: { side: 'other', text: '12,50' } }, 2);
    const decisions = withSettled(withSettled([], first), second);
    expect(decisions).toHaveLength(1);
    expect(decisions[0]?.fields).toMatchObject([
      { field: 'name', side: 'mine', typed: '' },
      { field: 'regular_price', side: 'other', typed: '12,50' },
    ]);
  });

  test('[MERGE9] fields that are asked again leave it, and with the last of them it goes', () => {
    const [conflict] = conflicts;
    if (!conflict) throw new Error('there is a conflict');
    const settled = [toSettled(conflict, { name: { side: 'mine' }, regular_price: { side: 'theirs' } }, 1)];
    const rest = withoutSettled(settled, conflict.id, ['name']);
    expect(rest[0]?.fields).toMatchObject([{ field: 'regular_price' }]);
    expect(withoutSettled(rest, conflict.id, ['regular_price'])).toEqual([]);
    expect(withoutSettled(settled, 'another', ['name'])).toEqual(settled);
  });
});

const run = (id: string, changes: Partial<SyncRun> = {}): SyncRun => ({
  id,
  storeId: 's',
  kind: 'incremental',
  outcome: 'succeeded',
  startedBy: 'schedule',
  startedAt: '2026-11-20T10:00:00Z',
  endedAt: '2026-11-20T10:00:12Z',
  requests: 3,
  fetched: 0,
  created: 0,
  updated: 0,
  deleted: 0,
  pushed: 0,
  failed: 0,
  problem: null,
  ...changes,
});

describe('the timeline of runs', () => {
  test('quiet runs in a row fold, and one that did something or went wrong never does', () => {
    const folds = foldQuiet([
      run('a', { outcome: 'running', endedAt: null }),
      run('b'),
      run('c'),
      run('d', { outcome: 'incomplete' }),
      run('e'),
      run('f', { pushed: 1 }),
      run('g', { kind: 'census' }),
      run('h'),
      run('i'),
      run('j'),
    ]);
    expect(folds.map((fold) => (fold.kind === 'run' ? fold.run.id : fold.runs.map(({ id }) => id)))).toEqual([
      'a',
      ['b', 'c'],
      'd',
      'e',
      'f',
      'g',
      ['h', 'i', 'j'],
    ]);
  });

  test('a run that goes on has lasted until now', () => {
    const nowMs = Date.parse('2026-11-20T10:01:00Z');
    expect(secondsOf(run('a'), nowMs)).toBe(12);
    expect(secondsOf(run('a', { endedAt: null }), nowMs)).toBe(60);
  });

  test('kinds of records that a run did nothing to are not listed', () => {
    expect(deedsOf({ products: { fetched: 3, created: 1, updated: 2 }, orders: { unchanged: 4 } })).toEqual([
      { entity: 'products', fetched: 3, changed: 3, removed: 0, sent: 0, refused: 0 },
    ]);
  });
});

const probe = (changes: Partial<Probe>): Probe =>
  ({ name: 'key', outcome: 'passed', advice: null, error: null, facts: null, ...changes }) as Probe;
const words: LetterWords = {
  greeting: 'Hello',
  what: 'What',
  ask: 'Ask',
  thanks: 'Thanks',
  step: ({ name, outcome }) => `${name} ${outcome}`,
  needed: ({ advice }) => advice,
  answer: (answer) => `said ${answer}`,
  quote: (quote) => `beside ${quote}`,
  lines: 'for instance',
  passed: (steps) => `fine: ${steps}`,
  skipped: (steps) => `left out: ${steps}`,
};

describe('the letter to the hosting company', () => {
  test('names what failed and what was seen, and is not written when nothing failed', () => {
    const refused = probe({
      outcome: 'failed',
      advice: 'allow-in-firewall',
      error: { type: 'StoreForbidden', status: 403, code: 'blocked', message: 'Not allowed' },
    });
    const probes = [probe({ name: 'tls' }), refused, probe({ name: 'read', outcome: 'skipped' })];
    expect(hostLetter({ probes }, words)).toBe(
      [
        'Hello',
        'What',
        '- key failed\n  allow-in-firewall\n  said HTTP 403, blocked, Not allowed',
        'fine: tls passed',
        'left out: read skipped',
        'Ask',
        'Thanks',
      ].join('\n\n'),
    );
    expect(hostLetter({ probes: [probe({})] }, words)).toBeNull();
  });

  test('[CHECK8] holds the facts of the exchange, the quote and the lines for the server, and no key of theirs', () => {
    const seen = {
      atMs: Date.UTC(2026, 10, 20, 9, 30),
      method: 'GET',
      url: 'https://shop.test/wp-json/wc/v3/orders?per_page=1&consumer_key=ck_12ab34cd56ef',
      status: 200,
      headers: { date: 'Fri, 20 Nov 2026 09:30:00 GMT', 'x-cache': 'HIT' },
    };
    const facts = { answers: 3, polluted: 1, pollution: 'php-notice', quote: '<b>Notice</b>' } as const;
    const advice = 'silence-php-notices';
    const json: Probe = { name: 'json', outcome: 'failed', advice, facts, error: null, seen };
    const letter = hostLetter({ probes: [json] }, words) ?? '';
    expect(letter).toContain('2026-11-20T09:30:00.000Z GET https://shop.test/wp-json/wc/v3/orders?per_page=1');
    expect(letter).toContain('x-cache: HIT');
    expect(letter).toContain('beside <b>Notice</b>');
    expect(letter).toContain("define( 'WP_DEBUG_DISPLAY', false );");
    expect(letter).not.toContain('12ab34');
  });

  test('holds no key, even where the server repeated one', () => {
    const text = withoutSecrets(
      'GET /?consumer_key=ck_12ab&consumer_secret=cs_34cd failed; {"consumer_secret":"plainword"} Authorization: Basic QWxhZGRpbg==',
    );
    expect(text).not.toMatch(/12ab|34cd|plainword|QWxh/);
    expect(text).toContain('failed');
  });
});
