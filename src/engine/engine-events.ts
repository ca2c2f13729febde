import type { z } from 'zod';
import type { EngineContract } from '../shared/contract/engine-contract.ts';

type Events = EngineContract['events'];
export type EventName = keyof Events;
export type EventPayload<N extends EventName> = z.input<Events[N]>;
export type EventListener = <N extends EventName>(name: N, payload: EventPayload<N>) => void;

/** What the engine tells unasked, to any number of listeners (one per window). */
export function createEngineEvents() {
  const listeners = new Set<EventListener>();
  return {
    emit: <N extends EventName>(name: N, payload: EventPayload<N>): void => {
      for (const listener of listeners) listener(name, payload);
    },
    /** Returns how to stop listening. */
    listen: (listener: EventListener): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
export type EngineEvents = ReturnType<typeof createEngineEvents>;

/** Gathers change notices that come faster than a window can use them: at most one every `everyMs`. */
export function createChangeGatherer(options: {
  readonly everyMs: number;
  readonly schedule: (work: () => void, afterMs: number) => void;
  readonly emit: (change: { readonly tables: string[]; readonly ids: string[] | null }) => void;
}) {
  const MANY = 200;
  const tables = new Set<string>();
  const ids = new Set<string>();
  let many = false;
  let waiting = false;
  const flush = (): void => {
    waiting = false;
    const change = { tables: [...tables], ids: many ? null : [...ids] };
    tables.clear();
    ids.clear();
    many = false;
    if (change.tables.length > 0) options.emit(change);
  };
  return (change: { readonly tables: readonly string[]; readonly ids: readonly string[] | null }): void => {
    for (const table of change.tables) tables.add(table);
    if (change.ids === null || ids.size + change.ids.length > MANY) many = true;
    else for (const id of change.ids) ids.add(id);
    if (waiting) return;
    waiting = true;
    options.schedule(flush, options.everyMs);
  };
}
