import { serverTimeOf } from './answer-headers.ts';
import { classifyAnswer } from './classify-answer.ts';
import { secretsOf } from './signed-client.ts';
import { createStoreGateway } from './store-gateway.ts';
import { readTransportFault } from './transport-fault.ts';
import type { Result } from '../../shared/result.ts';
import type { Probe, ProbeAdvice, ProbeName } from '../../shared/domain/connection-report.ts';
import type { RemoteError } from '../../shared/domain/remote-error.ts';
import type { Clock, HttpTransport, Logger, Random } from '../platform/deps.ts';
import type { ReadCertificate } from '../platform/node-certificate.ts';
import type { Witness } from './answer-witness.ts';
import type { StoreGateway } from '../sync/store-gateway.ts';
import type { GatewayLimits } from './gateway-limits.ts';
import type { StoreCredentials } from './signed-client.ts';

export type ConnectionCheckDeps = {
  readonly transport: HttpTransport;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Null where there is no real TLS (simulation): the expiry date stays unknown. */
  readonly readCertificate: ReadCertificate | null;
};

export type Credentials = { readonly consumerKey: string; readonly consumerSecret: string };

/** One run of the check: what the probes share. */
export type ProbeContext = ConnectionCheckDeps & {
  readonly url: string;
  readonly credentials: Credentials;
  readonly signal: AbortSignal | null;
  /** Sees every exchange; `transport` is its own. */
  readonly witness: Witness;
};

/** How one look at a page without keys went. */
export type Look =
  | { readonly answered: false; readonly error: RemoteError }
  | {
      readonly answered: true;
      readonly judged: Result<unknown, RemoteError>;
      readonly location: string | null;
      /** Server minus this computer, milliseconds; null without a `Date` header. */
      readonly skewMs: number | null;
      readonly durationMs: number;
    };

const LOOK_TIMEOUT_MS = 30_000;

/** A quick gateway for the check: two tries, half a minute. */
const CHECK_LIMITS: Partial<GatewayLimits> = {
  attempts: 2,
  readTimeoutMs: 30_000,
  writeTimeoutMs: 30_000,
  giveUpAfterMs: 30_000,
  patienceMs: 10_000,
};

/** A GET without any key, expecting a JSON object or list. */
export async function lookAt(
  context: ProbeContext,
  url: string,
  options: {
    readonly expect?: 'list' | 'object';
    readonly timeoutMs?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly mayBeCached?: boolean;
  } = {},
): Promise<Look> {
  const { clock } = context;
  const sentAtMs = clock.now();
  const startedAt = clock.monotonic();
  try {
    const response = await context.transport({
      method: 'GET',
      url,
      headers: {
        accept: 'application/json',
        ...(options.mayBeCached === true ? {} : { 'cache-control': 'no-cache' }),
        ...options.headers,
      },
      body: null,
      signal: context.signal,
      timeoutMs: options.timeoutMs ?? LOOK_TIMEOUT_MS,
    });
    const durationMs = clock.monotonic() - startedAt;
    const serverTimeMs = serverTimeOf(response.headers);
    const expect = options.expect ?? 'object';
    const secrets = secretsOf(context.credentials);
    const nowMs = clock.now();
    return {
      answered: true,
      judged: classifyAnswer(response, { expect, allowEmptyObject: false, requestUrl: url, secrets, nowMs }),
      location: response.headers['location'] ?? null,
      // The header is cut to whole seconds, so on average half of one is missing.
      skewMs: serverTimeMs === null ? null : serverTimeMs + 500 - (sentAtMs + durationMs / 2),
      durationMs: Math.round(durationMs),
    };
  } catch (thrown) {
    return { answered: false, error: readTransportFault(thrown).error };
  }
}

export function gatewayFor(
  context: ProbeContext,
  authMode: StoreCredentials['authMode'],
  changes: {
    readonly credentials?: Credentials;
    readonly limits?: Partial<GatewayLimits>;
    readonly clock?: Clock;
  } = {},
): StoreGateway {
  const { transport, random, logger, url, signal } = context;
  const clock = changes.clock ?? context.clock;
  const credentials = changes.credentials ?? context.credentials;
  const limits = { ...CHECK_LIMITS, ...changes.limits };
  const gateway = createStoreGateway({ transport, clock, random, logger, url, authMode, limits, ...credentials });
  if (signal === null) return gateway;
  return { ...gateway, request: (request) => gateway.request({ ...request, signal }) };
}

export function skipped(name: ProbeName): Probe {
  return { name, outcome: 'skipped', advice: null, facts: null, error: null };
}

/** What was asked for did come, with something around its JSON: that is the subject of a probe of its own. */
export function isPolluted(error: RemoteError): boolean {
  const isAround =
    error.type === 'StoreSpeaksHtml' && (error.cause === 'php-notice' || error.cause === 'byte-order-mark');
  return isAround && error.status < 400;
}

/** What to do about an error that is not the probe's own subject. */
export function adviceFor(error: RemoteError): ProbeAdvice {
  switch (error.type) {
    case 'StoreUnreachable':
      return adviceForSilence(error);
    case 'StoreUnauthorized':
      return 'check-key-and-secret';
    case 'StoreForbidden':
      return 'use-key-of-shop-manager';
    case 'StoreRateLimited':
    case 'StoreFailed':
      return 'try-again-later';
    case 'StoreRejected':
      return error.code === 'rest_no_route' ? 'install-woocommerce' : 'rest-api-blocked';
    case 'StoreSpeaksHtml':
      return adviceForPage(error);
  }
}

function adviceForSilence(error: Extract<RemoteError, { type: 'StoreUnreachable' }>): ProbeAdvice {
  switch (error.cause) {
    case 'dns':
      return 'check-spelling';
    case 'offline':
      return 'check-network';
    case 'refused':
      return 'shop-not-running';
    case 'timeout':
      return 'shop-too-slow';
    case 'tls':
      return 'check-tls-setup';
    case 'reset':
    case 'unknown':
      return 'try-again-later';
    case 'aborted':
      return 'repeat-check';
  }
}

function adviceForPage(error: Extract<RemoteError, { type: 'StoreSpeaksHtml' }>): ProbeAdvice {
  switch (error.cause) {
    case 'maintenance':
      return 'leave-maintenance-mode';
    case 'captcha':
      return 'turn-off-challenge';
    case 'firewall':
      return 'allow-in-firewall';
    case 'login':
      return 'open-login-wall';
    case 'redirect':
      return 'use-other-address';
    case 'php-notice':
      return 'silence-php-notices';
    case 'byte-order-mark':
      return 'remove-byte-order-mark';
    case 'truncated':
    case 'empty':
      return 'try-again-later';
    case 'too-large':
    case 'wrong-shape':
      return 'rest-api-blocked';
    case 'html':
      return error.status >= 500 ? 'try-again-later' : 'not-wordpress';
  }
}
