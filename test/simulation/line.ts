import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { ShopOutcome } from '../../src/demo-shop/faults.ts';
import type { HttpRequest, HttpResponse, HttpTransport } from '../../src/engine/platform/deps.ts';
import { createTransportError } from '../../src/engine/platform/transport-error.ts';
import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';
import { SHOP } from './virtual-time.ts';

/** A request on its way: `sent` until the shop sees it, then `answered` until the desktop hears of it. */
type Travelling = {
  readonly number: number;
  readonly desktop: number;
  readonly owner: number;
  readonly request: HttpRequest;
  /** The moment at which it left. */
  readonly left: number;
  outcome: ShopOutcome | null;
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (error: Error) => void;
};

export type LineEvents = {
  readonly moment: () => number;
  /** Before the shop hears a request: what was due there happens first. */
  readonly beforeArrival: () => void;
  /** The shop did (or refused) what a desktop asked. */
  readonly arrived: (arrival: Arrival) => void;
  /** A writing request lost its line, or its process, at this point of its way. */
  readonly cut: (by: 'line' | 'death', at: 'before' | 'after') => void;
};
export type Arrival = {
  readonly desktop: number;
  readonly method: string;
  /** Below `/wp-json/wc/v3/`, with its parameters. */
  readonly path: string;
  readonly query: string;
  readonly body: string | null;
  readonly outcome: ShopOutcome;
  readonly left: number;
  /** The desktop that sent it is no longer there to hear the answer. */
  readonly ghost: boolean;
};

/** What lies between the desktops and the shop. Nothing moves on it but by `step`. */
export type Line = {
  /** The transport of one process of one desktop. */
  readonly transportOf: (desktop: number, owner: number) => HttpTransport;
  readonly setUp: (desktop: number, up: boolean) => void;
  /** Lets one thing happen to one travelling request, chosen by chance; false when none travels. */
  readonly step: () => boolean;
  readonly travelling: () => number;
  /** A process died: its requests may still arrive, now or later, and nobody hears the answers. */
  readonly forget: (owner: number) => void;
};

export function createLine(shop: DemoShop, time: VirtualTime, chance: Chance, events: LineEvents): Line {
  let travelling: Travelling[] = [];
  let number = 0;
  const down = new Set<number>();

  const take = (item: Travelling): void => {
    travelling = travelling.filter((other) => other !== item);
  };

  const arrive = (item: Travelling, ghost: boolean): ShopOutcome => {
    const { desktop, request, left } = item;
    const url = new URL(request.url);
    events.beforeArrival();
    const outcome = shop.handle({
      method: request.method,
      url: url.pathname + url.search,
      headers: request.headers,
      body: request.body,
    });
    events.arrived({
      desktop,
      method: request.method,
      path: url.pathname.replace(/^.*\/wc\/v3\//, ''),
      query: url.search,
      body: request.body,
      outcome,
      left,
      ghost,
    });
    return outcome;
  };

  /** A request whose sender is gone: lost, or done at once, or (PHP goes on for minutes) later. */
  const haunt = (item: Travelling): void => {
    if (item.outcome !== null || item.request.method === 'GET') return;
    const draw = chance.next();
    if (draw < 0.45) return;
    if (draw < 0.75) arrive(item, true);
    else time.after(1_000 + chance.int(240_000), SHOP, () => void arrive(item, true));
  };

  const deliver = (item: Travelling, outcome: ShopOutcome): void => {
    switch (outcome.kind) {
      case 'response': {
        time.pass(outcome.delayMs);
        if (outcome.stallAtBytes !== null) {
          time.after(item.request.timeoutMs, item.owner, () =>
            item.reject(createTransportError('ETIMEDOUT', 'exchange')),
          );
          return;
        }
        const body = outcome.truncateAtBytes === null ? outcome.body : outcome.body.slice(0, outcome.truncateAtBytes);
        item.resolve({ status: outcome.status, headers: outcome.headers, body });
        return;
      }
      case 'hang':
        time.after(item.request.timeoutMs, item.owner, () =>
          item.reject(createTransportError('ETIMEDOUT', 'exchange')),
        );
        return;
      case 'refused':
        item.reject(createTransportError('ECONNREFUSED', 'connect'));
        return;
      default:
        time.pass(outcome.delayMs);
        item.reject(createTransportError('ECONNRESET', 'exchange'));
    }
  };

  return {
    transportOf: (desktop, owner) => (request) =>
      new Promise((resolve, reject) => {
        if (request.signal?.aborted === true) {
          reject(createTransportError('ABORT_ERR', 'connect'));
          return;
        }
        number += 1;
        const left = events.moment();
        const item: Travelling = { number, desktop, owner, request, left, outcome: null, resolve, reject };
        travelling.push(item);
        request.signal?.addEventListener(
          'abort',
          () => {
            if (!travelling.includes(item)) return;
            take(item);
            reject(createTransportError('ABORT_ERR', 'exchange'));
            haunt(item);
          },
          { once: true },
        );
      }),
    setUp: (desktop, up) => {
      if (up) down.delete(desktop);
      else down.add(desktop);
    },
    step: () => {
      if (travelling.length === 0) return false;
      const item = chance.pick(travelling);
      time.pass(15 + chance.int(250));
      if (down.has(item.desktop)) {
        take(item);
        if (item.request.method !== 'GET') events.cut('line', item.outcome === null ? 'before' : 'after');
        // what was not yet at the shop never left; an answer under way is lost
        item.reject(
          item.outcome === null
            ? createTransportError('ECONNREFUSED', 'connect')
            : createTransportError('ECONNRESET', 'exchange'),
        );
        return true;
      }
      const outcome = item.outcome ?? arrive(item, false);
      // now and then time passes between the deed and its answer
      if (item.outcome === null && chance.coin(item.request.method === 'GET' ? 0.1 : 0.4)) {
        item.outcome = outcome;
        return true;
      }
      take(item);
      deliver(item, outcome);
      return true;
    },
    travelling: () => travelling.length,
    forget: (owner) => {
      const orphans = travelling.filter((item) => item.owner === owner);
      travelling = travelling.filter((item) => item.owner !== owner);
      for (const item of orphans) {
        if (item.request.method !== 'GET') events.cut('death', item.outcome === null ? 'before' : 'after');
        haunt(item);
      }
    },
  };
}
