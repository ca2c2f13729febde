import { err, ok } from '../../shared/result.ts';
import type { Result } from '../../shared/result.ts';
import type { InvalidAddress } from '../../shared/domain/connection-report.ts';

/** Marks without width that come along when an address is copied from a page or a message. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Where WordPress itself begins below the shop's address: what was copied from there is not part of it. */
const INSIDE_WORDPRESS =
  /\/(?:wp-admin|wp-json|wp-login\.php|wp-content|wp-includes|index\.php|xmlrpc\.php)(?:\/.*)?$/i;

/**
 * What a person typed or pasted as a shop's address, as `scheme://host[:port][/path]` without a slash at the end.
 * Without a scheme it is https. Names outside ASCII become punycode. Credentials in the address are refused: they
 * would end up in histories and logs.
 */
export function normalizeStoreAddress(input: string): Result<string, InvalidAddress> {
  const typed = input.replace(INVISIBLE, '').trim();
  if (typed === '') return refuse('empty');
  // The URL parser would quietly drop a line break and escape a blank.
  if (/\s/.test(typed)) return refuse('not-an-address');
  const scheme = /^([a-z][a-z0-9+.-]*):(?:\/\/|\\\\)/i.exec(typed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return refuse('not-http');
  if (scheme === undefined && /^(?:mailto|file|data|javascript|about|blob|ws|wss):/i.test(typed))
    return refuse('not-http');
  if (scheme === undefined && /^[^/:@]+@[^/]+$/.test(typed)) return refuse('not-an-address');
  const address = scheme === undefined ? `https://${typed.replace(/^:?\/+/, '')}` : typed;
  if (!URL.canParse(address)) return refuse('not-an-address');
  const url = new URL(address);
  if (url.username !== '' || url.password !== '' || /consumer_(?:key|secret)=/i.test(url.search)) {
    return refuse('has-credentials');
  }
  if (!isHost(url.hostname)) return refuse('not-an-address');
  const path = url.pathname
    .replace(/\/{2,}/g, '/')
    .replace(INSIDE_WORDPRESS, '')
    .replace(/\/+$/, '');
  return ok(`${url.protocol}//${url.host}${path}`);
}

function isHost(name: string): boolean {
  if (name === '' || name.length > 253) return false;
  if (name.startsWith('[')) return true;
  return name
    .replace(/\.$/, '')
    .split('.')
    .every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
}

function refuse(reason: InvalidAddress['reason']): Result<string, InvalidAddress> {
  return err({ type: 'InvalidAddress', reason });
}
