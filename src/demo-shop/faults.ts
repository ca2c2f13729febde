import { handleRequest } from './core/http.ts';
import { anyProduct } from './core/lookups.ts';
import type { ShopState } from './core/state.ts';
import type { ShopRequest, ShopResponse } from './core/types.ts';
import {
  batchItems,
  cannedAnswer,
  cutBatch,
  isWrite,
  latency,
  matches,
  pageSizeOf,
  polluted,
  redated,
  refusedBatch,
  staleKey,
} from './fault-effects.ts';
import type { FaultKind, FaultRule } from './fault-rules.ts';

/** What a client of the shop experiences. */
export type ShopOutcome =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly delayMs: number;
      /** The connection dies after so many bytes of the body; null: all of it arrives. */
      readonly truncateAtBytes: number | null;
      /** The connection falls silent after so many bytes; null: it does not. */
      readonly stallAtBytes: number | null;
      /** The body arrives in drips of so many bytes per second; null: at once. */
      readonly bytesPerSec: number | null;
    }
  /** Nothing listens: `ECONNREFUSED`. */
  | { readonly kind: 'refused' }
  /** The connection closes before the shop did anything: `ECONNRESET`. */
  | { readonly kind: 'drop-before'; readonly delayMs: number }
  /** The shop did what was asked, then the connection closes without an answer. */
  | { readonly kind: 'drop-after'; readonly delayMs: number }
  /** No answer ever comes; `effect` tells whether the shop did (or will do) what was asked. */
  | { readonly kind: 'hang'; readonly effect: 'none' | 'done' | 'later' };

export type FiredFault = {
  readonly kind: FaultKind;
  readonly method: string;
  readonly path: string;
  readonly atMs: number;
};

export type Faults = {
  readonly handle: (request: ShopRequest) => ShopOutcome;
  /** Replaces all rules. */
  readonly set: (rules: readonly FaultRule[]) => void;
  readonly add: (rule: FaultRule) => void;
  readonly clear: () => void;
  readonly rules: () => readonly FaultRule[];
  /** What has happened so far, oldest first. */
  readonly fired: () => readonly FiredFault[];
  /** The shop's own clock: the real one plus the skew in force. */
  readonly shopNow: () => number;
  /** Runs something at the shop `delayMs` from now but stamped with the present moment: a long transaction. */
  readonly commitLater: (delayMs: number, commit: (stampMs: number) => void) => void;
  /** Lets everything take effect that is due by now. */
  readonly settle: () => void;
};

export type FaultDeps = {
  readonly state: ShopState;
  readonly clock: { readonly now: () => number };
  readonly random: () => number;
};

type Armed = { readonly rule: FaultRule; left: number; skipped: number };
type Pending = { readonly atMs: number; readonly stampMs: number; readonly commit: (stampMs: number) => void };
type Cached = { readonly response: ShopResponse; readonly atMs: number };

const COMPOSED: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'latency',
  'clock-skew',
  'hidden-id',
  'stale-cache',
  'strip-authorization',
  'date-header',
  'torn-read',
]);
const FIRED_KEPT = 5000;

/** The faults between a client and the shop, evaluated rule by rule with the injected dice. */
export function createFaults(deps: FaultDeps): Faults {
  const { state, clock, random } = deps;
  let armed: Armed[] = [];
  let pending: Pending[] = [];
  const fired: FiredFault[] = [];
  const cache = new Map<string, Cached>();

  const shopNow = (): number =>
    clock.now() +
    armed.reduce((sum, { rule }) => sum + (rule.kind === 'clock-skew' ? (rule.params?.skewMs ?? 0) : 0), 0);
  const run = (request: ShopRequest, nowMs = shopNow()): ShopResponse =>
    handleRequest(state, request, { nowMs, random });

  const settle = (): void => {
    const now = clock.now();
    const due = pending.filter((entry) => entry.atMs <= now).sort((a, b) => a.atMs - b.atMs);
    if (due.length === 0) return;
    pending = pending.filter((entry) => entry.atMs > now);
    for (const entry of due) entry.commit(entry.stampMs);
  };
  const commitLater = (delayMs: number, commit: (stampMs: number) => void): void => {
    pending.push({ atMs: clock.now() + delayMs, stampMs: shopNow(), commit });
  };
  const hiddenByRules = new Set<string>();
  const syncHidden = (): void => {
    hiddenByRules.forEach((key) => state.hidden.delete(key));
    hiddenByRules.clear();
    for (const { rule } of armed) {
      if (rule.kind !== 'hidden-id' || rule.params?.entity === undefined || rule.params.id === undefined) continue;
      const key = `${rule.params.entity}:${rule.params.id}`;
      if (!state.hidden.has(key)) hiddenByRules.add(key);
      state.hidden.add(key);
    }
  };
  const arm = (rule: FaultRule): Armed => ({
    rule,
    left: rule.times ?? Number.POSITIVE_INFINITY,
    skipped: rule.afterRequests ?? 0,
  });

  /** The rules that strike this request: all composed ones and the first of the others. */
  const strike = (request: ShopRequest): FaultRule[] => {
    const struck: FaultRule[] = [];
    let decided = false;
    for (const entry of armed) {
      const composed = COMPOSED.has(entry.rule.kind);
      if (entry.left <= 0 || (decided && !composed) || !matches(entry.rule, request)) continue;
      if (entry.rule.kind === 'page-ceiling' && pageSizeOf(request) <= (entry.rule.params?.limit ?? 100)) continue;
      if (entry.rule.kind === 'batch-ceiling' && batchItems(request) <= (entry.rule.params?.limit ?? 100)) continue;
      if (entry.skipped > 0) {
        entry.skipped -= 1;
        continue;
      }
      if (entry.rule.probability !== undefined && random() >= entry.rule.probability) continue;
      entry.left -= 1;
      if (!composed) decided = true;
      struck.push(entry.rule);
      fired.push({
        kind: entry.rule.kind,
        method: request.method,
        path: request.url.split('?')[0] ?? '',
        atMs: clock.now(),
      });
      if (fired.length > FIRED_KEPT) fired.shift();
    }
    return struck;
  };

  /** Serves through the page cache of a `stale-cache` rule: writes pass it, reads may be old. */
  const cachedOr = (request: ShopRequest, stale: FaultRule | undefined, tornForMs: number | null): ShopResponse => {
    if (stale === undefined || isWrite(request)) return tornOr(request, tornForMs);
    const key = staleKey(request, stale.params);
    const kept = cache.get(key);
    const ageMs = kept === undefined ? 0 : clock.now() - kept.atMs;
    if (kept !== undefined && ageMs < (stale.params?.forMs ?? 0)) {
      const told = stale.params?.silent === true ? {} : { 'x-cache': 'HIT', age: String(Math.floor(ageMs / 1000)) };
      return { ...kept.response, headers: { ...kept.response.headers, ...told } };
    }
    const response = run(request);
    if (response.status === 200) cache.set(key, { response, atMs: clock.now() });
    return response;
  };
  /** Runs a write so that for a while readers see its first half only. */
  const tornOr = (request: ShopRequest, tornForMs: number | null): ShopResponse => {
    const id = Number(/\/(?:products|variations)\/(\d+)\/?$/.exec(request.url.split('?')[0] ?? '')?.[1] ?? 0);
    const before = tornForMs !== null && isWrite(request) && id > 0 ? anyProduct(state, id) : undefined;
    const response = run(request);
    if (before !== undefined && tornForMs !== null && response.status === 200 && anyProduct(state, id) !== undefined)
      state.torn.set(id, { untilMs: shopNow() + tornForMs, before });
    return response;
  };

  const handle = (request: ShopRequest): ShopOutcome => {
    settle();
    const struck = strike(request);
    const of = (kind: FaultKind): FaultRule | undefined => struck.find((rule) => rule.kind === kind);
    const { authorization: _dropped, ...rest } = request.headers;
    const arriving: ShopRequest = of('strip-authorization') === undefined ? request : { ...request, headers: rest };
    const serve = (): ShopResponse =>
      redated(cachedOr(arriving, of('stale-cache'), of('torn-read')?.params?.forMs ?? null), of('date-header'));
    const delayMs = (response: ShopResponse | null): number =>
      struck.reduce((sum, rule) => sum + (rule.kind === 'latency' ? latency(rule.params, response, random) : 0), 0);
    const terminal = struck.find((rule) => !COMPOSED.has(rule.kind));
    if (terminal !== undefined)
      return terminalOutcome(terminal, arriving, {
        serve,
        run,
        commitLater,
        delayMs: delayMs(null),
        state,
        nowMs: shopNow(),
      });
    const response = serve();
    return whole(response, delayMs(response));
  };

  return {
    handle,
    set: (rules) => {
      armed = rules.map(arm);
      cache.clear();
      syncHidden();
    },
    add: (rule) => {
      armed.push(arm(rule));
      syncHidden();
    },
    clear: () => {
      armed = [];
      cache.clear();
      syncHidden();
    },
    rules: () => armed.filter((entry) => entry.left > 0).map((entry) => entry.rule),
    fired: () => fired,
    shopNow,
    commitLater,
    settle,
  };
}

function whole(response: ShopResponse, delayMs: number): ShopOutcome {
  return {
    kind: 'response',
    status: response.status,
    headers: response.headers,
    body: response.body,
    delayMs,
    truncateAtBytes: null,
    stallAtBytes: null,
    bytesPerSec: null,
  };
}

type Tools = {
  readonly serve: () => ShopResponse;
  readonly run: (request: ShopRequest, nowMs?: number) => ShopResponse;
  readonly commitLater: (delayMs: number, commit: (stampMs: number) => void) => void;
  readonly delayMs: number;
  readonly state: ShopState;
  readonly nowMs: number;
};

function terminalOutcome(rule: FaultRule, request: ShopRequest, tools: Tools): ShopOutcome {
  const { delayMs } = tools;
  const params = rule.params ?? {};
  switch (rule.kind) {
    case 'refused':
      return { kind: 'refused' };
    case 'drop-before':
      return { kind: 'drop-before', delayMs };
    case 'drop-after':
      tools.serve();
      return { kind: 'drop-after', delayMs };
    case 'timeout-before':
      return { kind: 'hang', effect: 'none' };
    case 'timeout-after':
      tools.serve();
      return { kind: 'hang', effect: 'done' };
    case 'late-commit':
      tools.commitLater(params.delayMs ?? 1000, (stampMs) => tools.run(request, stampMs));
      return params.answer === 'drop'
        ? { kind: 'drop-after', delayMs }
        : params.answer === '504'
          ? whole(cannedAnswer('gateway-timeout', params, tools.state, tools.nowMs), delayMs)
          : { kind: 'hang', effect: 'later' };
    case 'batch-prefix':
      tools.run(cutBatch(request, params.items ?? 1));
      return params.answer === 'hang'
        ? { kind: 'hang', effect: 'done' }
        : whole(cannedAnswer('gateway-timeout', params, tools.state, tools.nowMs), delayMs);
    case 'page-ceiling':
      return params.answer === 'hang'
        ? { kind: 'hang', effect: 'none' }
        : whole(cannedAnswer('server-error', params, tools.state, tools.nowMs), delayMs);
    case 'batch-ceiling':
      return whole(refusedBatch(params.limit ?? 100, tools.nowMs), delayMs);
    case 'truncate':
    case 'stall': {
      const response = tools.serve();
      const at = Math.min(params.bytes ?? Math.floor(response.body.length / 2), Math.max(0, response.body.length - 1));
      return {
        kind: 'response',
        status: response.status,
        headers: response.headers,
        body: response.body,
        delayMs,
        truncateAtBytes: rule.kind === 'truncate' ? at : null,
        stallAtBytes: rule.kind === 'stall' ? at : null,
        bytesPerSec: null,
      };
    }
    case 'slow-drip': {
      const response = whole(tools.serve(), delayMs);
      return response.kind === 'response' ? { ...response, bytesPerSec: params.bytes ?? 1000 } : response;
    }
    case 'php-notice':
    case 'byte-order-mark':
    case 'empty-body':
    case 'bad-gzip':
      return whole(polluted(rule.kind, tools.serve()), delayMs);
    default:
      if (params.afterEffect === true) tools.serve();
      return whole(cannedAnswer(rule.kind, params, tools.state, tools.nowMs), delayMs);
  }
}
