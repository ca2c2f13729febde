import { adviceFor, isPolluted, lookAt, skipped } from './probe-context.ts';
import type {
  AddressFacts,
  CertificateTrouble,
  PermalinksFacts,
  Probe,
  ProbeAdvice,
  TlsFacts,
} from '../../shared/domain/connection-report.ts';
import type { RemoteError } from '../../shared/domain/remote-error.ts';
import type { Look, ProbeContext } from './probe-context.ts';

/** What the site's own index says, as far as it says it. */
export type SiteIndex = {
  readonly name: string | null;
  readonly namespaces: readonly string[] | null;
  readonly timeZone: string | null;
};

export type Reach = {
  readonly probes: readonly [Probe, Probe, Probe];
  readonly index: SiteIndex | null;
  readonly skewMs: number | null;
  readonly suggestedUrl: string | null;
};

const INDEX_FIELDS = '_fields=name,url,home,namespaces,timezone_string,gmt_offset';
const SECOND_LOOK_TIMEOUT_MS = 10_000;
const EXPIRES_SOON_MS = 7 * 24 * 3_600_000;

/** The probes `address`, `tls` and `permalinks`, from one request for the site's index and second looks where it fails. */
export async function probeReach(context: ProbeContext): Promise<Reach> {
  const look = await lookAtIndex(context);
  if (!look.answered) return reachOfSilence(context, look.error);
  const redirect = redirectIn(context, look);
  const found = { index: null, skewMs: look.skewMs };
  if (redirect !== null) {
    const onlyScheme = redirect === context.url.replace(/^http:/, 'https:');
    const address = addressProbe(context, look, onlyScheme ? null : redirect);
    const tls: Probe = onlyScheme
      ? failedTls({ ...tlsFacts(context), target: redirect }, 'use-https', errorOf(look))
      : skipped('tls');
    return { ...found, probes: [address, tls, skipped('permalinks')], suggestedUrl: redirect };
  }
  const address = addressProbe(context, look, null);
  const tls = await probeTls(context);
  const { probe, index } = await probePermalinks(context, look);
  return { ...found, index, probes: [address, tls, probe], suggestedUrl: null };
}

async function lookAtIndex(context: ProbeContext): Promise<Look> {
  const look = await lookAt(context, `${context.url}/wp-json/?${INDEX_FIELDS}`);
  if (!look.answered || look.location === null) return look;
  // Some servers insist on the address without its last slash: the same page, worth one more step.
  const asked = new URL(`${context.url}/wp-json/`);
  if (!URL.canParse(look.location, asked)) return look;
  const target = new URL(look.location, asked);
  const isSamePage = target.origin === asked.origin && target.pathname === asked.pathname.replace(/\/$/, '');
  return isSamePage ? lookAt(context, `${target.origin}${target.pathname}?${INDEX_FIELDS}`) : look;
}

/** The address that a redirect names, unless it leads to a login or to where we came from (an API that is switched off). */
function redirectIn(context: ProbeContext, look: Extract<Look, { answered: true }>): string | null {
  const error = errorOf(look);
  if (error?.type !== 'StoreSpeaksHtml' || error.cause !== 'redirect') return null;
  return error.target === undefined || error.target === context.url ? null : error.target;
}

function errorOf(look: Extract<Look, { answered: true }>): RemoteError | null {
  return look.judged.ok ? null : look.judged.error;
}

function addressProbe(context: ProbeContext, look: Extract<Look, { answered: true }>, target: string | null): Probe {
  const facts: AddressFacts = { ...addressFacts(context), durationMs: look.durationMs, target };
  if (target === null) return { name: 'address', outcome: 'passed', advice: null, facts, error: null };
  return { name: 'address', outcome: 'failed', advice: 'use-other-address', facts, error: errorOf(look) };
}

function addressFacts(context: ProbeContext): AddressFacts {
  return { host: new URL(context.url).host, durationMs: null, unreachable: null, target: null };
}

function tlsFacts(context: ProbeContext): TlsFacts {
  const scheme = context.url.startsWith('https:') ? 'https' : 'http';
  return { scheme, validToMs: null, issuer: null, trouble: null, target: null };
}

function failedTls(facts: TlsFacts, advice: ProbeAdvice, error: RemoteError | null): Probe {
  return { name: 'tls', outcome: 'failed', advice, facts, error };
}

async function reachOfSilence(context: ProbeContext, error: RemoteError): Promise<Reach> {
  const cause = error.type === 'StoreUnreachable' ? error.cause : 'unknown';
  const isTls = error.type === 'StoreUnreachable' && cause === 'tls';
  const trouble = isTls ? troubleOf(error.detail) : null;
  const mayBePlain = cause === 'refused' || cause === 'timeout' || trouble === 'broken-handshake';
  const target = mayBePlain ? await plainAddress(context) : null;
  const facts = addressFacts(context);
  const base = { index: null, skewMs: null, suggestedUrl: target };
  if (isTls && trouble !== null) {
    // Something answered on that port, so the address is right; what it showed is not.
    const address: Probe = { name: 'address', outcome: 'passed', advice: null, facts, error: null };
    const advice = target === null ? TROUBLE_ADVICE[trouble] : 'use-plain-http-address';
    const tls = failedTls({ ...tlsFacts(context), trouble, target }, advice, error);
    return { ...base, probes: [address, tls, skipped('permalinks')] };
  }
  const advice = target === null ? adviceFor(error) : 'use-plain-http-address';
  const address: Probe = {
    name: 'address',
    outcome: 'failed',
    advice,
    facts: { ...facts, unreachable: cause, target },
    error,
  };
  return { ...base, probes: [address, skipped('tls'), skipped('permalinks')] };
}

const TROUBLE_ADVICE: Readonly<Record<CertificateTrouble, ProbeAdvice>> = {
  expired: 'renew-certificate',
  'not-yet-valid': 'set-clock',
  'wrong-name': 'fix-certificate-name',
  'self-signed': 'replace-self-signed-certificate',
  untrusted: 'fix-certificate-chain',
  'broken-handshake': 'check-tls-setup',
};

/** The certificate's trouble from the code of the failed handshake. */
export function troubleOf(code: string): CertificateTrouble {
  if (code === 'CERT_HAS_EXPIRED') return 'expired';
  if (code === 'CERT_NOT_YET_VALID') return 'not-yet-valid';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return 'wrong-name';
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT' || code === 'SELF_SIGNED_CERT_IN_CHAIN') return 'self-signed';
  return /^(?:UNABLE_TO|CERT_|INVALID_CA|PATH_LENGTH)/.test(code) ? 'untrusted' : 'broken-handshake';
}

/** Whether the same host answers without encryption; it is told, never taken by itself. */
async function plainAddress(context: ProbeContext): Promise<string | null> {
  if (!context.url.startsWith('https:')) return null;
  const plain = context.url.replace(/^https:/, 'http:');
  const look = await lookAt(context, `${plain}/wp-json/?${INDEX_FIELDS}`, { timeoutMs: SECOND_LOOK_TIMEOUT_MS });
  return look.answered && look.judged.ok ? plain : null;
}

async function probeTls(context: ProbeContext): Promise<Probe> {
  const facts = tlsFacts(context);
  if (facts.scheme === 'http') {
    const target = await encryptedAddress(context);
    return { name: 'tls', outcome: 'warned', advice: 'use-https', facts: { ...facts, target }, error: null };
  }
  const url = new URL(context.url);
  const certificate = (await context.readCertificate?.(url.hostname, Number(url.port || 443))) ?? null;
  const seen: TlsFacts = { ...facts, validToMs: certificate?.validToMs ?? null, issuer: certificate?.issuer ?? null };
  const endsSoon = certificate !== null && certificate.validToMs - context.clock.now() < EXPIRES_SOON_MS;
  return {
    name: 'tls',
    outcome: endsSoon ? 'warned' : 'passed',
    advice: endsSoon ? 'renew-certificate' : null,
    facts: seen,
    error: null,
  };
}

/** The https address of a shop that was given as http, when it answers there too. */
async function encryptedAddress(context: ProbeContext): Promise<string | null> {
  const url = new URL(context.url);
  if (url.port !== '' || url.hostname === 'localhost' || /^127\.|^\[::1\]$/.test(url.hostname)) return null;
  const encrypted = context.url.replace(/^http:/, 'https:');
  const look = await lookAt(context, `${encrypted}/wp-json/?${INDEX_FIELDS}`, { timeoutMs: SECOND_LOOK_TIMEOUT_MS });
  return look.answered && look.judged.ok ? encrypted : null;
}

async function probePermalinks(
  context: ProbeContext,
  look: Extract<Look, { answered: true }>,
): Promise<{ readonly probe: Probe; readonly index: SiteIndex | null }> {
  const facts: PermalinksFacts = { siteName: null, restRouteOnly: false, indexHidden: false };
  if (look.judged.ok) {
    const index = readIndex(look.judged.value);
    const probe: Probe =
      index === null
        ? { name: 'permalinks', outcome: 'failed', advice: 'not-wordpress', facts, error: null }
        : {
            name: 'permalinks',
            outcome: 'passed',
            advice: null,
            facts: { ...facts, siteName: index.name },
            error: null,
          };
    return { probe, index };
  }
  const { error } = look.judged;
  if (error.type === 'StoreUnauthorized' || error.type === 'StoreForbidden') {
    const hidden: PermalinksFacts = { ...facts, indexHidden: true };
    const probe: Probe = { name: 'permalinks', outcome: 'warned', advice: null, facts: hidden, error };
    return { probe, index: { name: null, namespaces: null, timeZone: null } };
  }
  // There is an API and it answers; what stands around its JSON is told by a probe of its own.
  if (isPolluted(error)) {
    return { probe: { name: 'permalinks', outcome: 'passed', advice: null, facts, error: null }, index: null };
  }
  const restRouteOnly = isPlainPage(error) && (await answersRestRoute(context));
  const advice = restRouteOnly ? 'enable-pretty-permalinks' : permalinksAdvice(error);
  return {
    probe: { name: 'permalinks', outcome: 'failed', advice, facts: { ...facts, restRouteOnly }, error },
    index: null,
  };
}

function isPlainPage(error: RemoteError): boolean {
  return error.type === 'StoreSpeaksHtml' && error.cause === 'html' && error.status < 500;
}

function permalinksAdvice(error: RemoteError): ProbeAdvice {
  if (error.type === 'StoreRejected') return error.code === 'rest_no_route' ? 'rest-api-blocked' : 'not-wordpress';
  // A redirect that names no other address sends the API's visitors away.
  if (error.type === 'StoreSpeaksHtml' && error.cause === 'redirect') return 'rest-api-blocked';
  return adviceFor(error);
}

async function answersRestRoute(context: ProbeContext): Promise<boolean> {
  const look = await lookAt(context, `${context.url}/?rest_route=/&${INDEX_FIELDS}`);
  return look.answered && look.judged.ok && readIndex(look.judged.value) !== null;
}

function readIndex(body: unknown): SiteIndex | null {
  const index = body as { readonly [key: string]: unknown };
  const namespaces = index['namespaces'];
  if (!Array.isArray(namespaces)) return null;
  const name = index['name'];
  return {
    name: typeof name === 'string' ? name : null,
    namespaces: namespaces.filter((item): item is string => typeof item === 'string'),
    timeZone: timeZoneOf(index['timezone_string'], index['gmt_offset']),
  };
}

/** WordPress has either a zone's name or an offset in hours, as a number or as text. */
function timeZoneOf(name: unknown, offset: unknown): string | null {
  if (typeof name === 'string' && name !== '') return name;
  const hours =
    typeof offset === 'number' ? offset : typeof offset === 'string' ? Number.parseFloat(offset) : Number.NaN;
  if (!Number.isFinite(hours) || Math.abs(hours) > 14) return null;
  const minutes = Math.round(Math.abs(hours) * 60);
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return `${hours < 0 ? '-' : '+'}${clock}`;
}
