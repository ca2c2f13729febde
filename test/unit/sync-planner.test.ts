import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conflict } from '../../src/engine/sync/conflict-store.ts';
import type { FieldChange, Operation, OperationState } from '../../src/engine/sync/operation.ts';
import { planRecord } from '../../src/engine/sync/planner/plan-record.ts';
import type { Sighting } from '../../src/engine/sync/planner/plan-record.ts';
import { nextToSend } from '../../src/engine/sync/planner/plan-sending.ts';
import type { RecordPlan, RecordView } from '../../src/engine/sync/planner/record-plan.ts';
import type { JsonObject, JsonValue } from '../../src/shared/domain/entities.ts';
import { fieldEquals } from '../../src/shared/domain/merge.ts';
import { operationOf } from '../support/operations.ts';

const SCALARS = ['name', 'regular_price', 'sku', 'status'] as const;
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  name: ['Mug', 'Sea mug', 'ספל'],
  regular_price: ['10', '10.00', '12.5', '20'],
  sku: ['M-1', 'M-2', ''],
  status: ['publish', 'draft'],
};
const PATHS = [...SCALARS, 'categories'] as const;
const ALL_CATEGORIES = [1, 2, 3, 4];

const category = fc
  .subarray(ALL_CATEGORIES)
  .map((ids) => ids.map((id) => ({ id })) as readonly JsonValue[] as JsonValue);
const valueOf = (path: string): fc.Arbitrary<JsonValue> =>
  path === 'categories' ? category : fc.constantFrom(...(TEXTS[path] ?? []));

const document: fc.Arbitrary<JsonObject> = fc.record({
  name: valueOf('name'),
  regular_price: valueOf('regular_price'),
  sku: valueOf('sku'),
  status: fc.oneof({ weight: 6, arbitrary: valueOf('status') }, { weight: 1, arbitrary: fc.constant('trash') }),
  categories: category,
  stock_quantity: fc.constantFrom(10, 7, 3),
});

type Drawn =
  | {
      readonly kind: 'update';
      readonly state: OperationState;
      readonly edits: readonly (readonly [string, JsonValue])[];
    }
  | { readonly kind: 'stock'; readonly state: OperationState; readonly count: number };

const state = fc.constantFrom<OperationState>('queued', 'queued', 'queued', 'refused', 'sending', 'unknown');
const drawn: fc.Arbitrary<Drawn> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('update' as const),
      state,
      edits: fc.array(
        fc.constantFrom(...PATHS).chain((path) => valueOf(path).map((value) => [path, value] as const)),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stock' as const), state, count: fc.constantFrom(10, 5, 3) }) },
);

/** Operations as a person makes them: each change knows what the store had, or what the change before it wrote. */
function viewOf(base: JsonObject, edits: readonly Drawn[]): RecordView {
  const seen: { [path: string]: JsonValue } = { ...base };
  const operations = edits.map((edit, index) => {
    if (edit.kind === 'stock') {
      const basis = typeof base['stock_quantity'] === 'number' ? base['stock_quantity'] : null;
      return operationOf(index + 1, 'stock', { stock: { count: edit.count, basis } }, edit.state);
    }
    const fields: Record<string, FieldChange> = {};
    for (const [path, value] of edit.edits) {
      fields[path] = { base: fields[path]?.base ?? seen[path] ?? null, value };
      seen[path] = value;
    }
    return operationOf(index + 1, 'update', { fields }, edit.state);
  });
  return {
    storeId: 's',
    entity: 'products',
    recordId: 'r',
    wooId: 7,
    statusHere: 'publish',
    operations,
    decision: null,
  };
}

function ids(prefix: string): () => string {
  let number = 0;
  return () => `${prefix}-${(number += 1)}`;
}

/** What a plan leaves behind, written down apart from the planner's own book-keeping. */
function after(view: RecordView, plan: RecordPlan): RecordView {
  let operations = [...view.operations];
  let { decision } = view;
  const change = (id: string, part: Partial<Operation>): void => {
    operations = operations.map((operation) => (operation.id === id ? { ...operation, ...part } : operation));
  };
  for (const action of plan.actions) {
    if (action.do === 'end') operations = operations.filter(({ id }) => id !== action.operationId);
    else if (action.do === 'rewrite') change(action.operationId, { payload: action.payload });
    else if (action.do === 'requeue') change(action.operationId, { state: 'queued' });
    else if (action.do === 'hold') change(action.operationId, { state: 'held' });
    else if (action.do === 'close') decision = null;
    else if (action.do === 'ask') decision = { ...action.decision, status: 'open' } satisfies Conflict;
    else {
      const { id, kind, payload, state: at } = action.operation;
      const added = operationOf((operations.at(-1)?.sequence ?? 0) + 1, kind, payload, at);
      operations.push({ ...added, id });
    }
  }
  return { ...view, operations, decision };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}

const seen = (remote: JsonObject): Sighting => ({ seen: 'document', document: remote });
const same = (path: string, left: JsonValue | undefined, right: JsonValue | undefined): boolean =>
  fieldEquals(path === 'categories' ? 'references' : path === 'regular_price' ? 'money' : 'text', left, right);

/** The values that wait here for a field: in operations that will be sent or in the open decision. */
function waitingFor(view: RecordView, path: string): readonly (JsonValue | undefined)[] {
  const inOperations = view.operations.flatMap(({ payload }) => payload.fields?.[path]?.value ?? []);
  return [...inOperations, ...(view.decision?.fields.includes(path) === true ? [view.decision.mine[path]] : [])];
}

const situation = fc.record({
  base: document.filter((base) => base['status'] !== 'trash'),
  edits: fc.array(drawn, { minLength: 1, maxLength: 4 }),
  remotes: fc.array(document, { minLength: 1, maxLength: 3 }),
});
const RUNS = { numRuns: 3_000 };

describe('plans for the unsent changes of a record', () => {
  test('[PLAN1] the same input gives the same plan, and nothing of the input is touched', () => {
    fc.assert(
      fc.property(situation, ({ base, edits, remotes }) => {
        const view = frozen(viewOf(base, edits));
        const remote = frozen(remotes[0] ?? {});
        const plans = [1, 2].map(() => planRecord(view, seen(remote), ids('new')));
        expect(plans[0]).toEqual(plans[1]);
      }),
      RUNS,
    );
  });

  test('[PLAN2] [MERGE2] the last value of a field that was typed here waits, stands in the decision, or is in the store', () => {
    fc.assert(
      fc.property(situation, ({ base, edits, remotes }) => {
        let view = viewOf(base, edits);
        const typed = new Map(edits.flatMap((edit) => (edit.kind === 'update' ? edit.edits : [])));
        const arrived = new Set<string>();
        const fresh = ids('new');
        for (const remote of remotes) {
          view = after(view, planRecord(view, seen(remote), fresh));
          for (const [path, value] of typed) {
            if (path === 'categories' || arrived.has(path)) continue;
            if (same(path, value, remote[path])) arrived.add(path);
            else expect(waitingFor(view, path).some((waiting) => same(path, waiting, value))).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });

  test('[MERGE3] a field that both sides changed differently stands in one decision with its three values, and the others go on', () => {
    fc.assert(
      fc.property(document, document, fc.constantFrom('name', 'sku'), (base, remote, path) => {
        fc.pre(base['status'] !== 'trash' && remote['status'] !== 'trash');
        const mine = `${String(base[path])} of mine`;
        const edits: Drawn[] = [{ kind: 'update', state: 'queued', edits: [[path, mine], ['regular_price', '99']] }]; // prettier-ignore
        const view = viewOf(base, edits);
        const plan = planRecord(view, seen(remote), ids('new'));
        const result = after(view, plan);
        const moved = !same(path, base[path], remote[path]);
        expect(result.decision?.fields.includes(path) ?? false).toBe(moved);
        if (moved) {
          expect([result.decision?.base[path], result.decision?.mine[path], result.decision?.theirs[path]]).toEqual([base[path], mine, remote[path]]); // prettier-ignore
          expect(plan.actions.filter((action) => action.do === 'ask')).toHaveLength(1);
        }
        const sends = result.operations.filter(({ state: at }) => at === 'queued');
        expect(sends.some(({ payload }) => payload.fields?.[path] !== undefined)).toBe(!moved);
      }),
      RUNS,
    );
  });

  test('[MERGE1] whatever will be sent first of a field is based on what the store was seen to have', () => {
    fc.assert(
      fc.property(situation, ({ base, edits, remotes }) => {
        const remote = remotes[0] ?? {};
        const result = after(viewOf(base, edits), planRecord(viewOf(base, edits), seen(remote), ids('new')));
        for (const path of PATHS) {
          const first = result.operations.find(({ payload }) => payload.fields?.[path] !== undefined);
          if (first?.state !== 'queued') continue;
          expect(same(path, first.payload.fields?.[path]?.base, remote[path])).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('[MERGE4] what the store added to a set and what was added here are both there in the end', () => {
    fc.assert(
      fc.property(category, category, category, (base, mine, theirs) => {
        const view = viewOf({ categories: base, status: 'publish' }, [{ kind: 'update', state: 'queued', edits: [['categories', mine]] }]); // prettier-ignore
        const result = after(view, planRecord(view, seen({ categories: theirs, status: 'publish' }), ids('new')));
        const numbers = (value: JsonValue | undefined): Set<number> =>
          new Set((value as { id: number }[]).map(({ id }) => id));
        const sent = result.operations[0]?.payload.fields?.['categories']?.value ?? theirs;
        const [b, m, t] = [numbers(base), numbers(mine), numbers(theirs)];
        const wanted = ALL_CATEGORIES.filter(
          (id) => (m.has(id) && !b.has(id)) || (t.has(id) && (m.has(id) || !b.has(id))),
        );
        expect([...numbers(sent)].toSorted()).toEqual(wanted);
        expect(result.decision).toBeNull();
      }),
      RUNS,
    );
  });

  test('[PLAN3] [MERGE6] carried out, a plan leaves nothing to do for the same sighting, and one decision at most waits for an operation that is open', () => {
    fc.assert(
      fc.property(situation, ({ base, edits, remotes }) => {
        let view = viewOf(base, edits);
        const fresh = ids('new');
        const decisions = new Set<string>();
        for (const remote of remotes) {
          const before = view.decision;
          const plan = planRecord(view, seen(remote), fresh);
          view = after(view, plan);
          const asked = plan.actions.flatMap((action) => (action.do === 'ask' ? [action.decision.id] : []));
          if (before !== null && view.decision !== null && asked.length > 0) decisions.add(before.id);
          expect(new Set(asked).size).toBeLessThanOrEqual(1);
          expect(planRecord(view, seen(remote), fresh).actions).toEqual([]);
          if (view.decision !== null) expect(view.operations.map(({ id }) => id)).toContain(view.decision.operationId);
        }
      }),
      RUNS,
    );
  });

  test('[PUSH4] [UNKNOWN1] what is on its way or unanswered is left as it is while the store has the record', () => {
    fc.assert(
      fc.property(situation, ({ base, edits, remotes }) => {
        const view = viewOf(base, edits);
        const result = after(view, planRecord(view, seen(remotes[0] ?? {}), ids('new')));
        for (const operation of view.operations)
          if (operation.state === 'sending' || operation.state === 'unknown')
            expect(result.operations).toContainEqual(operation);
      }),
      RUNS,
    );
  });

  test('[STOCK2] a count whose basis moved waits with what it was, what it is now and what was counted', () => {
    const view = viewOf({ stock_quantity: 10 }, [{ kind: 'stock', state: 'queued', count: 12 }]);
    const result = after(view, planRecord(view, seen({ stock_quantity: 7 }), ids('new')));
    expect(result.decision).toMatchObject({
      kind: 'stock_moved',
      base: { stock_quantity: 10 },
      theirs: { stock_quantity: 7 },
      mine: { stock_quantity: 12 },
    });
    expect(result.operations[0]?.state).toBe('held');
  });

  test('[DEL5] what was on its way while a person was asked about a gone record waits for the same answer', () => {
    const view = viewOf({ name: 'Mug' }, [{ kind: 'update', state: 'sending', edits: [['name', 'Cup']] }]);
    const asked = after(view, planRecord(view, { seen: 'gone' }, ids('new')));
    const back = asked.operations.map((operation) => ({ ...operation, state: 'queued' as const }));
    const again = after(
      { ...asked, operations: back },
      planRecord({ ...asked, operations: back }, { seen: 'gone' }, ids('again')),
    );
    expect(again.operations.map(({ state }) => state)).toEqual(['held']);
    expect(again.decision).toEqual(asked.decision);
  });

  test('[DEL5] a record that the store has no more keeps all that waits, in one decision; without anything waiting there is no plan', () => {
    fc.assert(
      fc.property(situation, ({ base, edits }) => {
        const view = viewOf(base, edits);
        const result = after(view, planRecord(view, { seen: 'gone' }, ids('new')));
        expect(result.operations.map(({ id }) => id)).toEqual(view.operations.map(({ id }) => id));
        expect(result.operations.every((operation) => operation.state === 'held')).toBe(true);
        expect(result.decision).toMatchObject({ kind: 'deleted_remotely', theirs: { status: 'gone' } });
        expect(planRecord(result, { seen: 'gone' }, ids('again')).actions).toEqual([]);
        expect(planRecord({ ...view, operations: [] }, { seen: 'gone' }, ids('new')).actions).toEqual([]);
      }),
      RUNS,
    );
  });

  test('[PUSH4] of a record the oldest operation that waits leaves, and none while another is on its way or unanswered', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 0, max: 10 }), ({ base, edits }, time) => {
        const view = viewOf(base, edits);
        const next = nextToSend(view, time, false);
        const open = view.operations.findIndex(({ state: at }) => at === 'sending' || at === 'unknown');
        const queued = view.operations.findIndex(({ state: at }) => at === 'queued');
        const may = queued >= 0 && open < 0;
        expect(next?.id ?? null).toBe(may ? view.operations[queued]?.id : null);
      }),
      RUNS,
    );
  });
});
