import type { MethodName } from '../../src/engine/create-engine.ts';

/** What the tester asks of the engine's process. */
export type Order = { readonly number: number } & (
  | {
      readonly do: 'open';
      readonly profile: string;
      readonly shiftMs: number;
      readonly syncs: boolean;
      readonly team?: boolean;
    }
  /** Its clock, and how far it is ahead. */
  | { readonly do: 'shift'; readonly shiftMs: number }
  | { readonly do: 'call'; readonly method: MethodName; readonly input: unknown }
  | { readonly do: 'run'; readonly kind: 'incremental' | 'full'; readonly shiftMs: number }
  | { readonly do: 'close' }
);
/** Its answer; number 0 says that the program is loaded. */
export type Reply = { readonly number: number; readonly ok: boolean; readonly value: unknown };

type Without<T> = T extends unknown ? Omit<T, 'number'> : never;
export type OrderGiven = Without<Order>;
