import type { Result } from '../../../shared/result.ts';
import { err, ok } from '../../../shared/result.ts';
import type { Clock } from '../../platform/deps.ts';
import type { TeamFailure } from '../team-server.ts';
import type { LeaseHolder, ShopsServer } from './shops-server.ts';

/** Work stops this long after the last renewal was asked for. [LEASE2] */
export const WORK_STOPS_MS = 20_000;
export const RENEW_EVERY_MS = 10_000;

export type Held = {
  readonly token: number;
  /** Measured on the monotonic clock, from before the last renewal left: a computer that slept knows it at once. */
  readonly isOver: () => boolean;
};

export type ShopLease = {
  /** The lease that is held now; null when there is none, or none that one may work under. */
  readonly held: () => Held | null;
  /** Takes it. `holder`: another desktop has it. Null: it was taken too often in a row. */
  readonly take: () => Promise<Result<Held | { readonly holder: LeaseHolder } | null, TeamFailure>>;
  /** Renews it when half of the time between two renewals is over. */
  readonly renew: () => Promise<void>;
  /** Another's token was told to be the newest: this one is worth nothing any more. */
  readonly drop: () => void;
  /** Gives it up, so that nobody has to wait until it runs out. [LEASE6] */
  readonly release: () => Promise<void>;
};

/**
 * One shop's lease on this desktop. While it is held it is renewed by itself; one that ran out is never taken up again
 * under the same token. [LEASE1, LEASE2]
 */
export function createShopLease(deps: {
  readonly storeId: string;
  readonly server: () => ShopsServer | null;
  readonly clock: Clock;
  /** False where nothing waits on this clock: then the work itself renews. */
  readonly renewsByItself: boolean;
}): ShopLease {
  const { storeId, clock } = deps;
  let current: { token: number; askedAt: number; stop: AbortController } | null = null;

  const isOver = (lease: NonNullable<typeof current>): boolean =>
    current !== lease || clock.monotonic() - lease.askedAt >= WORK_STOPS_MS;

  const drop = (): void => {
    current?.stop.abort();
    current = null;
  };

  const renew = async (lease: NonNullable<typeof current>): Promise<void> => {
    if (isOver(lease)) return drop();
    const askedAt = clock.monotonic();
    if (askedAt - lease.askedAt < RENEW_EVERY_MS / 2) return;
    const renewed = await deps.server()?.renew(storeId, lease.token);
    if (current !== lease) return;
    if (renewed?.ok === true && renewed.value) lease.askedAt = askedAt;
    else if (renewed?.ok === true || renewed?.error.type === 'CentralForbidden') drop();
  };

  const keep = async (lease: NonNullable<typeof current>): Promise<void> => {
    while (current === lease) {
      await clock.sleep(RENEW_EVERY_MS, lease.stop.signal);
      await renew(lease);
    }
  };

  return {
    held: () => {
      const lease = current;
      if (lease === null) return null;
      if (isOver(lease)) {
        drop();
        return null;
      }
      return { token: lease.token, isOver: () => isOver(lease) };
    },
    take: async () => {
      const server = deps.server();
      if (server === null) return err({ type: 'CentralUnavailable', detail: 'not connected' });
      drop();
      const askedAt = clock.monotonic();
      const answer = await server.take(storeId);
      if (!answer.ok) return err(answer.error);
      if (answer.value.outcome === 'held') return ok({ holder: answer.value.holder });
      if (answer.value.outcome === 'slow_down') return ok(null);
      const lease = { token: answer.value.token, askedAt, stop: new AbortController() };
      current = lease;
      if (deps.renewsByItself) keep(lease).catch(() => undefined);
      return ok({ token: lease.token, isOver: () => isOver(lease) });
    },
    renew: async () => {
      if (current !== null) await renew(current);
    },
    drop,
    release: async () => {
      const lease = current;
      drop();
      if (lease !== null) await deps.server()?.release(storeId, lease.token);
    },
  };
}
