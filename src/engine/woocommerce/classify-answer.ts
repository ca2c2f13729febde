import { redact } from '../platform/redact.ts';
import { err, ok } from '../../shared/result.ts';
import { retryAfterOf } from './answer-headers.ts';
import { mapStoreError, readErrorBody, statusInBody } from './map-store-error.ts';
import { namePage } from './page-markers.ts';
import type { Result } from '../../shared/result.ts';
import type { NotJsonCause, RemoteError, StoreSpeaksHtml } from '../../shared/domain/remote-error.ts';

export type RawAnswer = {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
};

export type Expectation = {
  readonly expect: 'list' | 'object';
  /** PHP writes an empty object as `[]`; true where that is a good answer (batch, `_fields`). It is returned as `{}`. */
  readonly allowEmptyObject: boolean;
  /** Address of the request: redirects are read relative to it. */
  readonly requestUrl: string;
  readonly secrets: readonly string[];
  /** This computer's clock, epoch ms. */
  readonly nowMs: number;
};

/** Largest body that is looked at, after decompression. */
const LARGEST_BODY = 32 * 1024 * 1024;
const HEAD_LENGTH = 16 * 1024;
const EXCERPT_LENGTH = 160;
const LONGEST_SECRET = 500;

/**
 * Judges an HTTP answer by status, content type, first bytes and shape, and parses it when it is what was expected.
 * Pure and total: whatever the bytes, the result is the parsed body or a tagged error, free of the given secrets.
 */
export function classifyAnswer(answer: RawAnswer, expectation: Expectation): Result<unknown, RemoteError> {
  const { status, headers } = answer;
  if (sizeOf(answer.body) > LARGEST_BODY) return err(pageError(answer, expectation, 'too-large', ''));
  const text = withoutSecrets(textOf(answer.body), expectation.secrets);
  if (status >= 300 && status < 400) return err(redirectError(answer, expectation, text));
  const trimmed = text.trimStart();
  if (text.startsWith('\ufeff')) return err(pageError(answer, expectation, 'byte-order-mark', text));
  if (!trimmed.startsWith('{') && !trimmed.startsWith('[') && !isScalarJson(trimmed, headers)) {
    return err(notJsonError(answer, expectation, text));
  }
  const parsed = parseJson(trimmed);
  if (!parsed.ok) return err(brokenJsonError(answer, expectation, trimmed, parsed.hasTail));
  return judgeJson(answer, expectation, parsed.value, text);
}

function judgeJson(
  answer: RawAnswer,
  expectation: Expectation,
  body: unknown,
  text: string,
): Result<unknown, RemoteError> {
  const { headers } = answer;
  const retryAfterMs = retryAfterOf(headers, expectation.nowMs);
  const errorBody = readErrorBody(body);
  // Some hosts turn every status into 200; the body still says what happened.
  const hidden = answer.status < 300 && errorBody !== null ? statusInBody(errorBody) : null;
  const status = hidden ?? answer.status;
  if (status >= 400) {
    if (status === 503 && errorBody?.code === 'wp_die') return err(pageError(answer, expectation, 'maintenance', text));
    return err(mapStoreError({ status, body, retryAfterMs }, expectation.secrets));
  }
  if (expectation.expect === 'list') {
    return Array.isArray(body) ? ok(body.map(asRecord)) : err(pageError(answer, expectation, 'wrong-shape', text));
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return ok(asRecord(body));
  if (Array.isArray(body) && body.length === 0 && expectation.allowEmptyObject) return ok({});
  return err(pageError(answer, expectation, 'wrong-shape', text));
}

/**
 * An item of a list as a record: what is none becomes one without an id, which whoever stores it counts as unreadable;
 * an id that came as digits in a text becomes the number that it is. [HOSTILE2, HOSTILE3]
 */
function asRecord(item: unknown): object {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return {};
  const { id } = item as { readonly id?: unknown };
  const isDigits = typeof id === 'string' && /^[1-9]\d{0,14}$/.test(id);
  return isDigits ? { ...item, id: Number(id) } : item;
}

/** A JSON answer may be a bare `null`, `true`, number or string; only the content type tells it from plain text. */
function isScalarJson(text: string, headers: Readonly<Record<string, string>>): boolean {
  return /\bjson\b/i.test(headers['content-type'] ?? '') && /^(?:null|true|false|-?\d|")/.test(text);
}

function notJsonError(answer: RawAnswer, expectation: Expectation, text: string): RemoteError {
  const cause = namePage({ status: answer.status, headers: answer.headers, head: text.slice(0, HEAD_LENGTH) });
  if (answer.status === 429 && cause !== 'captcha') {
    return { type: 'StoreRateLimited', retryAfterMs: retryAfterOf(answer.headers, expectation.nowMs) };
  }
  return pageError(answer, expectation, cause, text);
}

function brokenJsonError(answer: RawAnswer, expectation: Expectation, text: string, hasTail: boolean): RemoteError {
  if (answer.status === 429) return notJsonError(answer, expectation, text);
  // A whole document followed by more (a notice, a cache plugin's comment), or a notice in the middle. PHP escapes
  // the slash inside JSON strings, so a closing tag as it stands here is no part of one.
  const polluted = hasTail || /<b>(?:Warning|Notice|Deprecated|Fatal error)<\/b>/i.test(text);
  return pageError(answer, expectation, polluted ? 'php-notice' : 'truncated', text);
}

function redirectError(answer: RawAnswer, expectation: Expectation, text: string): StoreSpeaksHtml {
  const target = redirectTarget(answer.headers['location'] ?? '', expectation.requestUrl);
  const isLogin = target !== null && /wp-login\.php|\/login\/?$|reauth=1/i.test(target.path);
  const error = pageError(answer, expectation, isLogin ? 'login' : 'redirect', text);
  return target === null ? error : { ...error, target: redact(target.address, expectation.secrets) };
}

/** The shop's address that a redirect names: no parameters (they repeat ours), no API part, no credentials. */
function redirectTarget(
  location: string,
  requestUrl: string,
): { readonly address: string; readonly path: string } | null {
  if (location === '' || !URL.canParse(location, requestUrl)) return null;
  const url = new URL(location, requestUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  const path = url.pathname.replace(/\/(?:index\.php\/)?wp-json(?:\/.*)?$/, '/');
  return { address: `${url.protocol}//${url.host}${path.replace(/\/+$/, '')}`, path: url.pathname + url.search };
}

function pageError(answer: RawAnswer, expectation: Expectation, cause: NotJsonCause, text: string): StoreSpeaksHtml {
  return {
    type: 'StoreSpeaksHtml',
    status: answer.status,
    cause,
    retryAfterMs: retryAfterOf(answer.headers, expectation.nowMs),
    excerpt: excerptOf(text, expectation.secrets),
  };
}

/** First characters as one line. Secrets go out before the cut, and what the first cut may have halved is dropped. */
function excerptOf(text: string, secrets: readonly string[]): string {
  const head = redact(text.slice(0, HEAD_LENGTH), secrets);
  const clean = text.length > HEAD_LENGTH ? head.slice(0, -LONGEST_SECRET) : head;
  return clean
    .replace(/[\u0000-\u001f\u007f\ufeff\s]+/g, ' ')
    .trim()
    .slice(0, EXCERPT_LENGTH);
}

/** A page that repeats our credentials (an echo, a debug plugin) must not carry them into the mirror. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const stands = (secret: string): boolean =>
    text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1));
  return secrets.some((secret) => secret !== '' && stands(secret)) ? redact(text, secrets) : text;
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly hasTail: boolean };

/** A number of 16 digits and more, or with an exponent of hundreds; a needless find costs only the slower reader. */
const LARGE_NUMBER = /[[:,]\s*-?\d(?:\d{15}|[\d.]*[eE]\+?\d{3})/;

/** PHP's whole numbers reach further than JavaScript's. What would lose digits is kept as the text that came. [HOSTILE2] */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const isWhole = /^-?\d+$/.test(context.source);
  return Number.isFinite(value) && (!isWhole || String(value) === context.source) ? value : context.source;
}

function parseJson(text: string): Parsed {
  try {
    const value: unknown = LARGE_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    // V8's words for a complete document with something behind it.
    return { ok: false, hasTail: error instanceof SyntaxError && error.message.includes('after JSON') };
  }
}

function sizeOf(body: Uint8Array | string): number {
  return typeof body === 'string' ? body.length : body.byteLength;
}

/** A byte order mark is kept: it is one of the things to recognise. */
function textOf(body: Uint8Array | string): string {
  if (typeof body === 'string') return body;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}
