import { err, ok } from '../../shared/result.ts';
import { effectOfWrite } from '../../shared/domain/error-recovery.ts';
import { countIn, serverTimeOf } from './answer-headers.ts';
import { classifyAnswer } from './classify-answer.ts';
import { defaultGatewayLimits } from './gateway-limits.ts';
import { createRequestGate } from './request-gate.ts';
import { delayBeforeRetry, isStrain, retryAfterIn } from './retry-policy.ts';
import { createSignedClient, secretsOf } from './signed-client.ts';
import { readTransportFault } from './transport-fault.ts';
import type { Result } from '../../shared/result.ts';
import type { RemoteError, WriteEffect } from '../../shared/domain/remote-error.ts';
import type { Clock, HttpTransport, Logger, Random } from '../platform/deps.ts';
import type { StoreAnswer, StoreFailure, StoreGateway, StoreQuery, StoreRequest } from '../sync/store-gateway.ts';
import type { GatewayLimits } from './gateway-limits.ts';
import type { RequestGate } from './request-gate.ts';
import type { SignedClient, StoreCredentials } from './signed-client.ts';

export type StoreGatewayOptions = StoreCredentials & {
  readonly transport: HttpTransport;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits?: Partial<GatewayLimits>;
};

type Outcome = Result<StoreAnswer, StoreFailure>;

/** What one store's gateway remembers. */
type Channel = {
  readonly options: StoreGatewayOptions;
  readonly limits: GatewayLimits;
  readonly gate: RequestGate;
  readonly client: SignedClient;
  readonly secrets: readonly string[];
  readonly state: { sent: number; answeredAt: number };
};

/**
 * One store's REST API over the official client. Reads are tried again within the limits, writes are sent once.
 * Nothing that leaves here (answers, errors, log lines) carries the store's keys or a signature.
 */
export function createStoreGateway(options: StoreGatewayOptions): StoreGateway {
  const limits = { ...defaultGatewayLimits, ...options.limits };
  const credentials: StoreCredentials = {
    url: options.url.replace(/\/+$/, ''),
    consumerKey: options.consumerKey.trim(),
    consumerSecret: options.consumerSecret.trim(),
    authMode: options.authMode,
  };
  const channel: Channel = {
    options: { ...options, ...credentials },
    limits,
    gate: createRequestGate(options, limits),
    client: createSignedClient(options, credentials),
    secrets: secretsOf(credentials),
    state: { sent: 0, answeredAt: Number.NEGATIVE_INFINITY },
  };
  return {
    request: (request) => (request.method === 'GET' ? read(channel, request) : write(channel, request)),
    requestCount: () => channel.state.sent,
  };
}

async function read(channel: Channel, request: StoreRequest): Promise<Outcome> {
  const { clock, random } = channel.options;
  const startedAt = clock.monotonic();
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOnce(channel, request, attempt, readTimeout(channel, startedAt));
    if (outcome.ok) return outcome;
    const elapsedMs = clock.monotonic() - startedAt;
    const delayMs = delayBeforeRetry({ error: outcome.error.error, attempt, elapsedMs }, channel.limits, random);
    if (delayMs === null) return outcome;
    try {
      await clock.sleep(delayMs, request.signal);
    } catch {
      return aborted(outcome.error.serverTimeMs);
    }
  }
}

function write(channel: Channel, request: StoreRequest): Promise<Outcome> {
  return attemptOnce(channel, request, 1, channel.limits.writeTimeoutMs);
}

/** A store that answered lately may be slow; one that has been silent gets no more than the time until giving up. */
function readTimeout(channel: Channel, startedAt: number): number {
  const { readTimeoutMs, giveUpAfterMs } = channel.limits;
  const now = channel.options.clock.monotonic();
  if (now - channel.state.answeredAt < giveUpAfterMs) return readTimeoutMs;
  return Math.max(1_000, Math.min(readTimeoutMs, giveUpAfterMs - (now - startedAt)));
}

async function attemptOnce(
  channel: Channel,
  request: StoreRequest,
  attempt: number,
  timeoutMs: number,
): Promise<Outcome> {
  const { gate, options } = channel;
  let leave: () => void;
  try {
    leave = await gate.enter(request.method === 'GET' ? 'read' : 'write', request.signal ?? null);
  } catch {
    return aborted(null);
  }
  const sentAt = options.clock.monotonic();
  try {
    const outcome = await exchange(channel, request, timeoutMs, sentAt);
    const durationMs = options.clock.monotonic() - sentAt;
    gate.report({ durationMs, strained: !outcome.ok && isStrain(outcome.error.error) });
    if (!outcome.ok) holdBack(channel, outcome.error.error);
    logAttempt(channel, request, { attempt, durationMs, outcome });
    return outcome;
  } finally {
    leave();
  }
}

/** Everybody waits when the store asks for a pause that is short enough to be waited for. */
function holdBack(channel: Channel, error: RemoteError): void {
  const askedMs = retryAfterIn(error);
  if (askedMs !== null && askedMs <= channel.limits.patienceMs) channel.gate.pause(askedMs);
}

async function exchange(channel: Channel, request: StoreRequest, timeoutMs: number, sentAt: number): Promise<Outcome> {
  const { clock } = channel.options;
  channel.state.sent += 1;
  const sent = await channel.client({
    method: request.method,
    path: request.path,
    query: queryOf(channel, request),
    body: request.body ?? null,
    headers: request.fresh === true ? { 'cache-control': 'no-cache', pragma: 'no-cache' } : {},
    signal: request.signal ?? null,
    timeoutMs,
  });
  if ('thrown' in sent) {
    const fault = readTransportFault(sent.thrown);
    const isUnknown = request.method !== 'GET' && fault.mayHaveArrived;
    return err({ error: fault.error, effect: isUnknown ? 'unknown' : 'none', serverTimeMs: null });
  }
  const { response } = sent;
  channel.state.answeredAt = clock.monotonic();
  const serverTimeMs = serverTimeOf(response.headers);
  const judged = classifyAnswer(response, {
    expect: request.expect,
    allowEmptyObject: /(?:^|\/)batch$/.test(request.path) || request.query?.['_fields'] !== undefined,
    requestUrl: `${channel.options.url}/wp-json/wc/v3/${request.path}`,
    secrets: channel.secrets,
    nowMs: clock.now(),
  });
  if (!judged.ok) return err({ error: judged.error, effect: effectOf(request, judged.error), serverTimeMs });
  return ok({
    status: response.status,
    body: judged.value,
    total: countIn(response.headers, 'x-wp-total'),
    totalPages: countIn(response.headers, 'x-wp-totalpages'),
    serverTimeMs,
    durationMs: clock.monotonic() - sentAt,
  });
}

/** `_skip_cache` is WooCommerce's own switch; the random parameter gets past caches that do not know it. */
function queryOf(channel: Channel, request: StoreRequest): StoreQuery {
  const query = request.query ?? {};
  if (request.fresh !== true) return query;
  const mark = Buffer.from(channel.options.random.bytes(6)).toString('hex');
  return { ...query, _skip_cache: 'true', _fresh: mark };
}

function effectOf(request: StoreRequest, error: RemoteError): WriteEffect {
  return request.method === 'GET' ? 'none' : effectOfWrite(error);
}

function aborted(serverTimeMs: number | null): Outcome {
  const error: RemoteError = { type: 'StoreUnreachable', cause: 'aborted', detail: 'ABORT_ERR' };
  return err({ error, effect: 'none', serverTimeMs });
}

/** Paths and parameter names only: values can be a customer's e-mail, and the address would be signed. */
function logAttempt(
  channel: Channel,
  request: StoreRequest,
  attempt: { readonly attempt: number; readonly durationMs: number; readonly outcome: Outcome },
): void {
  const { outcome } = attempt;
  const fields = {
    method: request.method,
    path: request.path,
    parameters: Object.keys(request.query ?? {}).join(' '),
    attempt: attempt.attempt,
    durationMs: Math.round(attempt.durationMs),
  };
  if (outcome.ok) {
    channel.options.logger.log('debug', 'store.answered', { ...fields, status: outcome.value.status });
    return;
  }
  const { error, effect } = outcome.error;
  // what this side called off is no trouble of the store's
  const level = error.type === 'StoreUnreachable' && error.cause === 'aborted' ? 'debug' : 'warn';
  channel.options.logger.log(level, 'store.failed', { ...fields, effect, error });
}
