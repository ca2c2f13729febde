import { redact } from '../platform/redact.ts';
import { PHP_NOTICE } from './page-markers.ts';
import type { AnswerSeen, Pollution } from '../../shared/domain/connection-report.ts';
import type { Clock, HttpRequest, HttpResponse, HttpTransport } from '../platform/deps.ts';

export type PollutedBody = { readonly pollution: Pollution; readonly quote: string };
/** One exchange as it was seen from outside. */
export type Sighting = AnswerSeen & { readonly polluted: PollutedBody | null };

export type Witness = {
  /** The given transport, watched. */
  readonly transport: HttpTransport;
  /** What was seen since the last call, oldest first. */
  readonly take: () => readonly Sighting[];
  /** Answers so far, and those of them that had something before or behind their JSON. */
  readonly all: () => { readonly answers: number; readonly polluted: readonly Sighting[] };
};

/** Headers that tell a hosting company which of its machines answered, and how. No cookie, no address of ours. */
const TELLING =
  /^(?:date|server|via|age|etag|vary|expires|content-type|content-length|content-encoding|cache-control|retry-after|location|www-authenticate|x-powered-by|x-varnish|x-request-id|cf-ray|cf-mitigated|x-sucuri-id|.*cache.*)$/;
const LONGEST_VALUE = 160;
const HEAD = 16 * 1024;
const TAIL = 2 * 1024;
const QUOTE = 160;

/** Watches every exchange of a connection check and keeps what can be told: no body, no key, no signature. */
export function createWitness(transport: HttpTransport, clock: Clock, secrets: readonly string[]): Witness {
  let fresh: Sighting[] = [];
  const polluted: Sighting[] = [];
  let answers = 0;
  const note = (request: HttpRequest, atMs: number, response: HttpResponse | null): void => {
    const sighting: Sighting = {
      atMs,
      method: request.method,
      url: addressWithoutKeys(request.url, secrets),
      status: response?.status ?? null,
      headers: response === null ? {} : tellingHeaders(response.headers, secrets),
      polluted: response === null ? null : pollutionOf(response, secrets),
    };
    fresh.push(sighting);
    if (response === null) return;
    answers += 1;
    if (sighting.polluted !== null) polluted.push(sighting);
  };
  return {
    transport: async (request) => {
      const atMs = clock.now();
      try {
        const response = await transport(request);
        note(request, atMs, response);
        return response;
      } catch (thrown) {
        note(request, atMs, null);
        throw thrown;
      }
    },
    take: () => {
      const taken = fresh;
      fresh = [];
      return taken;
    },
    all: () => ({ answers, polluted }),
  };
}

/** Scheme, host, path and the parameters that are no credentials; never throws. */
export function addressWithoutKeys(address: string, secrets: readonly string[]): string {
  if (!URL.canParse(address)) return '';
  const url = new URL(address);
  url.username = '';
  url.password = '';
  url.hash = '';
  for (const name of [...url.searchParams.keys()]) {
    if (/^(?:oauth_|consumer_|_fresh$|_wpnonce$)/i.test(name)) url.searchParams.delete(name);
  }
  return redact(url.href, secrets);
}

function tellingHeaders(
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const told: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!TELLING.test(name) || name.length > 60) continue;
    // A redirect repeats the parameters of the request, signature and all.
    const safe = name === 'location' ? (value.split(/[?#]/)[0] ?? '') : value;
    told.push([name, redact(printable(safe), secrets).slice(0, LONGEST_VALUE)]);
  }
  return Object.fromEntries(told);
}

/**
 * What stands around the JSON of an answer, null where nothing does. The quote ends where the JSON begins, because
 * that may hold a customer's data.
 */
export function pollutionOf(
  response: Pick<HttpResponse, 'headers' | 'body'>,
  secrets: readonly string[],
): PollutedBody | null {
  const bytes = typeof response.body === 'string' ? Buffer.from(response.body, 'utf8') : Buffer.from(response.body);
  const head = bytes.subarray(0, HEAD).toString('utf8');
  if (head.startsWith('\ufeff')) return { pollution: 'byte-order-mark', quote: '\\xEF\\xBB\\xBF' };
  const quoteOf = (text: string): string => redact(printable(text), secrets).slice(0, QUOTE);
  const isJson = /\bjson\b/i.test(response.headers['content-type'] ?? '');
  const start = head.search(/\[\s*[[{\]]|\{\s*["}]/);
  if (start > 0 && head.slice(0, start).trim() !== '') {
    const before = head.slice(0, start);
    return isJson || PHP_NOTICE.test(before) ? { pollution: 'php-notice', quote: quoteOf(before) } : null;
  }
  if (start === -1) return null;
  const tail = bytes.subarray(-TAIL).toString('utf8').trimEnd();
  const behind = /[\]}](\s*<[^\]}]*)$/.exec(tail)?.[1];
  return behind === undefined ? null : { pollution: 'tail', quote: quoteOf(behind) };
}

function printable(text: string): string {
  return text
    .replace(/\ufeff/g, '\\xEF\\xBB\\xBF')
    .replace(/\s+/g, ' ')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufffd]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .trim();
}

/** The exchange that explains a probe: the first that went wrong, else the last. */
export function tellingSighting(sightings: readonly Sighting[]): AnswerSeen | null {
  const wrong = sightings.find(({ status, polluted }) => status === null || status >= 300 || polluted !== null);
  const chosen = wrong ?? sightings.at(-1);
  if (chosen === undefined) return null;
  const { polluted: _, ...seen } = chosen;
  return seen;
}
