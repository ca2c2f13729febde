import type { HttpRequest, HttpResponse, HttpTransport } from '../../src/engine/platform/deps.ts';

/** A page that a run fetched: what was asked, without the signature, and what came. */
export type Page = {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly response: HttpResponse;
};

function describeRequest(request: HttpRequest): { path: string; query: Record<string, string> } {
  const url = new URL(request.url);
  const query = [...url.searchParams].filter(([name]) => !name.startsWith('oauth_') && !name.startsWith('consumer_'));
  return { path: url.pathname.replace(/^.*\/wc\/v3\//, ''), query: Object.fromEntries(query) };
}

/** Passes requests on and keeps every page, in the order of the answers. */
export function recordPages(transport: HttpTransport, pages: Page[]): HttpTransport {
  return async (request) => {
    const response = await transport(request);
    if (request.method === 'GET') pages.push({ ...describeRequest(request), response });
    return response;
  };
}

function keyOf(page: Pick<Page, 'path' | 'query'>): string {
  return JSON.stringify([page.path, Object.entries(page.query).toSorted()]);
}

/** A shop without latency: every page that was recorded, from memory. A page that was never recorded is an error. */
export function replayPages(pages: readonly Page[]): HttpTransport {
  const byKey = new Map(pages.map((page) => [keyOf(page), page.response]));
  return async (request) => {
    await Promise.resolve();
    const asked = describeRequest(request);
    const response = byKey.get(keyOf(asked));
    if (response === undefined) throw new Error(`not recorded: ${asked.path} ${JSON.stringify(asked.query)}`);
    return response;
  };
}
