import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../src/engine/sync/operation.ts';
import { planFailure } from '../../src/engine/sync/planner/plan-failure.ts';
import { planAbsent, planLookAtRecord } from '../../src/engine/sync/planner/plan-look.ts';
import type { JsonObject } from '../../src/shared/domain/entities.ts';
import type { RemoteError, StoreRejected } from '../../src/shared/domain/remote-error.ts';
import { operationOf } from '../support/operations.ts';

const RUNS = { numRuns: 3_000 };
const GRACE_MS = 300_000;
const clock = fc.integer({ min: -1_000_000, max: 1_000_000 });

describe('plans after a write that failed', () => {
  test('[UNKNOWN3] a create is sent again after two complete looks and five minutes by both clocks, never before', () => {
    const looks = fc.record({ looks: fc.nat(3), here: clock, there: clock, claimedAt: clock, claimedThere: fc.option(clock), firstLookAt: fc.option(clock) }); // prettier-ignore
    fc.assert(
      fc.property(looks, ({ here, there, claimedThere, ...drawnLook }) => {
        const create = { ...operationOf(1, 'create', {}, 'unknown'), ...drawnLook, claimedServerTime: claimedThere };
        const plan = planAbsent(create, { here, there });
        const waitedHere = here - drawnLook.claimedAt;
        // from the first look, whenever it was claimed: the request may have left long after
        const waitedThere = drawnLook.firstLookAt === null ? 0 : there - drawnLook.firstLookAt;
        const longEnough =
          [waitedHere, waitedThere].every((ms) => ms < 0 || ms >= GRACE_MS) && (waitedHere >= 0 || waitedThere >= 0);
        expect(plan.kind).toBe(drawnLook.looks >= 1 && longEnough ? 'again' : 'wait');
        if (plan.kind === 'wait') {
          expect(plan.looks).toBe(drawnLook.looks + 1);
          expect(plan.firstLookAt).toBe(drawnLook.firstLookAt ?? there);
          expect(plan.notBefore).toBeGreaterThanOrEqual(here);
        }
      }),
      RUNS,
    );
  });

  const TIME = { here: 0, there: 0 };
  const named = (value: string): Operation['payload'] => ({ fields: { name: { base: 'Mug', value } } });

  test('[UNKNOWN3] [UNKNOWN6] an absolute change that did not arrive is sent again and remembers what it sent', () => {
    const operation = operationOf(1, 'update', named('Sea mug'), 'unknown');
    expect(planLookAtRecord(operation, { name: 'Sea mug' }, TIME)).toEqual({ kind: 'happened' });
    expect(planLookAtRecord(operation, { name: 'Mug' }, TIME)).toEqual({
      kind: 'again',
      payload: { fields: { name: { base: 'Mug', value: 'Sea mug', sent: ['Sea mug'] } } },
    });
  });

  test('[UNKNOWN4] a change of status that is not there is asked about, with what it was to become', () => {
    const operation = operationOf(
      1,
      'status',
      { fields: { status: { base: 'pending', value: 'completed' } } },
      'unknown',
    );
    expect(planLookAtRecord(operation, { status: 'pending' }, TIME)).toEqual({
      kind: 'ask',
      about: { status: 'completed' },
    });
    expect(planLookAtRecord(operation, { status: 'completed' }, TIME)).toEqual({ kind: 'happened' });
  });

  test('[STOCK3] the stamp tells of an adjustment: ours it happened, the earlier one it did not, a third asks', () => {
    const operation = operationOf(1, 'stock', { stock: { adjust: 3, stampBefore: 'earlier' } }, 'unknown');
    const stamped = (value: string): JsonObject => ({ meta_data: [{ key: 'backroom_op', value }] });
    expect(planLookAtRecord(operation, stamped('op-1'), TIME)).toEqual({ kind: 'happened' });
    expect(planLookAtRecord(operation, stamped('earlier'), TIME).kind).toBe('wait');
    expect(planLookAtRecord(operation, stamped('stranger'), TIME)).toEqual({
      kind: 'ask',
      about: { adjust: 3, backroom_op: 'stranger' },
    });
  });

  test('[DEL6] a trashing of what is gone or in the trash is done; of what is still there it goes again', () => {
    const operation = operationOf(1, 'trash', {}, 'unknown');
    expect(planLookAtRecord(operation, null, TIME)).toEqual({ kind: 'removed' });
    expect(planLookAtRecord(operation, { status: 'trash' }, TIME)).toEqual({ kind: 'happened' });
    expect(planLookAtRecord(operation, { status: 'publish' }, TIME).kind).toBe('again');
  });

  const failure = (error: RemoteError, effect: 'none' | 'unknown') => ({ error, effect, serverTimeMs: null });
  const at = (chance: number, unknownInARow = 0) => ({ time: 1_000, chance: () => chance, unknownInARow });
  const refusal: StoreRejected = { type: 'StoreRejected', status: 400, code: 'product_invalid_sku', message: '', field: 'sku', resourceId: 9 }; // prettier-ignore
  const gone: StoreRejected = { ...refusal, status: 404, code: 'woocommerce_rest_product_invalid_id' };

  test('[PUSH7] a refusal stays with its record, and a record that is gone is not a refusal', () => {
    const update = operationOf(1, 'update', named('Sea mug'), 'sending');
    expect(planFailure(update, failure(refusal, 'none'), at(0))).toEqual({ kind: 'refused' });
    expect(planFailure(update, failure(gone, 'none'), at(0))).toEqual({ kind: 'gone' });
    expect(planFailure({ ...update, kind: 'create' }, failure(gone, 'none'), at(0))).toEqual({ kind: 'refused' });
  });

  test('[PUSH8] trouble of the store as a whole waits with jitter, at most fifteen minutes, or as long as it asks', () => {
    const silent: RemoteError = { type: 'StoreRateLimited', retryAfterMs: null };
    const asked: RemoteError = { type: 'StoreRateLimited', retryAfterMs: 7_000 };
    fc.assert(
      fc.property(fc.nat(40), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempts, chance) => {
        const update = { ...operationOf(1, 'update', named('x'), 'sending'), attempts };
        const plan = planFailure(update, failure(silent, 'none'), at(chance));
        const longest = Math.min(15 * 60_000, 1_000 * 2 ** attempts);
        expect(plan).toEqual({ kind: 'later', notBefore: Math.floor(1_000 + chance * longest) });
        expect(planFailure(update, failure(asked, 'none'), at(chance))).toEqual({ kind: 'later', notBefore: 8_000 });
      }),
    );
  });

  test('[UNKNOWN1] no clear answer is looked up first, and the third in a row is trouble of the store', () => {
    const update = operationOf(1, 'update', named('x'), 'sending');
    const silent: RemoteError = { type: 'StoreUnreachable', cause: 'timeout', detail: '' };
    for (const [before, storeInTrouble] of [
      [0, false],
      [1, false],
      [2, true],
    ] as const)
      // prettier-ignore
      expect(planFailure(update, failure(silent, 'unknown'), at(0, before))).toEqual({ kind: 'look-up', storeInTrouble });
  });
});
