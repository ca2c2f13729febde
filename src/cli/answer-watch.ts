import type { Clock, HttpTransport } from '../engine/platform/deps.ts';

/** A store that answered nothing useful for this long is dead to a command: it gives up within a minute. */
export const SILENCE_MS = 50_000;
const LOOK_EVERY_MS = 250;

export interface AnswerWatch {
  readonly transport: HttpTransport;
  /**
   * Resolves to true once the host at `url` gave no useful answer for `SILENCE_MS`, counted from this call or from the
   * last one; to false when `signal` aborts first. Maintenance pages and failures of the server are no useful answers.
   */
  readonly silenceOf: (url: string, signal: AbortSignal) => Promise<boolean>;
}

/** Watches, per host, when the last useful answer came. */
export function watchAnswers(inner: HttpTransport, clock: Clock): AnswerWatch {
  const lastByHost = new Map<string, number>();
  return {
    transport: async (request) => {
      const response = await inner(request);
      if (response.status < 500) lastByHost.set(new URL(request.url).host, clock.monotonic());
      return response;
    },
    silenceOf: async (url, signal) => {
      const { host } = new URL(url);
      const start = clock.monotonic();
      try {
        for (;;) {
          await clock.sleep(LOOK_EVERY_MS, signal);
          const last = Math.max(start, lastByHost.get(host) ?? start);
          if (clock.monotonic() - last >= SILENCE_MS) return true;
        }
      } catch {
        return false;
      }
    },
  };
}
