import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { HttpTransport } from '../../src/engine/platform/deps.ts';
import { createTransportError } from '../../src/engine/platform/transport-error.ts';

export type ShopLine = {
  /** False: connections are refused, as when the shop's computer is off. */
  up: boolean;
  /** Every request that reached the shop, `GET products?…` without the signature. */
  readonly seen: string[];
  /** Called before each request; throwing ends the client at that point, as a kill would. */
  before: ((method: string, path: string) => void) | null;
};

/** The demo shop at the other end of an in-process line: same answers and faults as over HTTP, no sockets, no waiting. */
export function createShopTransport(
  shop: DemoShop,
  clock: { readonly advance: (ms: number) => void },
): { readonly transport: HttpTransport; readonly line: ShopLine } {
  const line: ShopLine = { up: true, seen: [], before: null };
  const transport: HttpTransport = async (request) => {
    await Promise.resolve();
    const url = new URL(request.url);
    if (request.signal?.aborted === true) throw createTransportError('ABORT_ERR', 'connect');
    if (!line.up) throw createTransportError('ECONNREFUSED', 'connect');
    const path = url.pathname.replace(/^.*\/wc\/v3\//, '');
    line.before?.(request.method, path);
    line.seen.push(`${request.method} ${path}${describeQuery(url)}`);
    const outcome = shop.handle({
      method: request.method,
      url: url.pathname + url.search,
      headers: request.headers,
      body: request.body,
    });
    switch (outcome.kind) {
      case 'response': {
        clock.advance(outcome.delayMs);
        if (outcome.stallAtBytes !== null) {
          clock.advance(request.timeoutMs);
          throw createTransportError('ETIMEDOUT', 'exchange');
        }
        const body = outcome.truncateAtBytes === null ? outcome.body : outcome.body.slice(0, outcome.truncateAtBytes);
        return { status: outcome.status, headers: outcome.headers, body };
      }
      case 'hang':
        clock.advance(request.timeoutMs);
        throw createTransportError('ETIMEDOUT', 'exchange');
      case 'refused':
        throw createTransportError('ECONNREFUSED', 'connect');
      default:
        clock.advance(outcome.delayMs);
        throw createTransportError('ECONNRESET', 'exchange');
    }
  };
  return { transport, line };
}

function describeQuery(url: URL): string {
  const shown = [...url.searchParams].filter(([name]) => !name.startsWith('oauth_') && !name.startsWith('consumer_'));
  return shown.length === 0 ? '' : `?${shown.map(([name, value]) => `${name}=${value}`).join('&')}`;
}
