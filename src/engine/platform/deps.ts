/** The outside world as small interfaces, so that tests and the simulation can replace each of them. */

export interface Clock {
  /** Wall clock, epoch milliseconds: for display and for records' times. */
  readonly now: () => number;
  /** Milliseconds that never go back: for deadlines, back-off and schedules. */
  readonly monotonic: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** `count` random bytes. */
  readonly bytes: (count: number) => Uint8Array;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export interface Logger {
  /** `fields` never carry secrets; the implementation redacts known ones by value as a second line of defence. */
  readonly log: (level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>) => void;
}

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal | null;
  readonly timeoutMs: number;
};
export type HttpResponse = {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
};
/**
 * One HTTP exchange. Never follows a redirect. Throws an Error whose `code` is a Node network code
 * (`ECONNREFUSED`, `ENOTFOUND`, `ETIMEDOUT`, …) when no complete answer came.
 */
export type HttpTransport = (request: HttpRequest) => Promise<HttpResponse>;
