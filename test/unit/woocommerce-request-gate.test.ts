import { describe, expect, test } from 'vitest';
import { createRequestGate } from '../../src/engine/woocommerce/request-gate.ts';
import { createImpatientClock } from '../support/impatient-clock.ts';

function open(maxReads = 4, maxWrites = 2) {
  const clock = createImpatientClock();
  const gate = createRequestGate({ clock }, { maxReads, maxWrites });
  const report = (count: number, durationMs: number, strained = false): void => {
    for (let round = 0; round < count; round += 1) gate.report({ durationMs, strained });
  };
  return { clock, gate, report };
}

describe('the request gate', () => {
  test('halves the reads when the median of ten answers is above two seconds, and again for ten more', () => {
    const { gate, report } = open();
    report(5, 100);
    report(5, 5_000);
    expect(gate.limits()).toEqual({ maxReads: 2, maxWrites: 1 });
    report(9, 2_001);
    expect(gate.limits().maxReads).toBe(2);
    report(1, 2_001);
    expect(gate.limits().maxReads).toBe(1);
    report(40, 9_000);
    expect(gate.limits().maxReads).toBe(1);
  });

  test('does not care for a few slow answers among quick ones', () => {
    const { gate, report } = open();
    for (let round = 0; round < 10; round += 1) {
      report(2, 9_000);
      report(8, 100);
    }
    expect(gate.limits()).toEqual({ maxReads: 4, maxWrites: 2 });
  });

  test('comes back one by one, each after ten healthy answers in a row', () => {
    const { gate, report } = open();
    report(10, 3_000);
    expect(gate.limits().maxReads).toBe(2);
    report(9, 100);
    report(1, 2_500);
    report(9, 100);
    expect(gate.limits().maxReads).toBe(2);
    report(1, 100);
    expect(gate.limits()).toEqual({ maxReads: 3, maxWrites: 1 });
    report(10, 100);
    expect(gate.limits()).toEqual({ maxReads: 4, maxWrites: 2 });
    report(50, 100);
    expect(gate.limits()).toEqual({ maxReads: 4, maxWrites: 2 });
  });

  test('halves after three strained requests within a minute, not after three in an hour', () => {
    const { gate, report, clock } = open();
    for (let round = 0; round < 3; round += 1) {
      report(1, 10, true);
      clock.advance(1_200_000);
    }
    expect(gate.limits().maxReads).toBe(4);
    report(3, 10, true);
    expect(gate.limits().maxReads).toBe(2);
  });

  test('lets in first who came first, and forgets who left', async () => {
    const { gate } = open(1, 1);
    const order: string[] = [];
    const leave = await gate.enter('read', null);
    const controller = new AbortController();
    const enter = async (name: string, signal: AbortSignal | null): Promise<void> => {
      const out = await gate.enter('read', signal);
      order.push(name);
      out();
    };
    const first = enter('first', null);
    const second = enter('second', controller.signal);
    const third = enter('third', null);
    controller.abort(new Error('no longer needed'));
    await expect(second).rejects.toThrow('no longer needed');
    expect(order).toEqual([]);
    leave();
    leave();
    await Promise.all([first, third]);
    expect(order).toEqual(['first', 'third']);
    // Leaving twice gave back one place only.
    await gate.enter('read', null);
    let isIn = false;
    void gate.enter('read', null).then(() => (isIn = true));
    await gate.enter('write', null);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isIn).toBe(false);
  });

  test('holds everybody back during a pause that the store asked for', async () => {
    const { gate, clock } = open();
    gate.pause(8_000);
    gate.pause(3_000);
    (await gate.enter('read', null))();
    expect(clock.monotonic()).toBe(8_000);
  });
});
