import { createTransportError } from '../../src/engine/platform/transport-error.ts';
import type { HttpRequest, HttpResponse, HttpTransport, Logger, LogLevel } from '../../src/engine/platform/deps.ts';
import type { TransportPhase } from '../../src/engine/platform/transport-error.ts';

/** One step of a script: an answer, a failure, or a function of the request. */
export type Step = HttpResponse | Error | ((request: HttpRequest) => HttpResponse | Promise<HttpResponse>);

export type ScriptedTransport = { readonly send: HttpTransport; readonly requests: readonly HttpRequest[] };

/** Answers requests one after the other from the script; the last step repeats. */
export function createScriptedTransport(...script: readonly Step[]): ScriptedTransport {
  const requests: HttpRequest[] = [];
  return {
    requests,
    send: async (request) => {
      const step = script[Math.min(requests.length, script.length - 1)];
      requests.push(request);
      if (step === undefined) throw new Error('a script needs a step');
      if (step instanceof Error) throw step;
      return typeof step === 'function' ? step(request) : step;
    },
  };
}

export function jsonAnswer(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return textAnswer(JSON.stringify(body), status, { 'content-type': 'application/json; charset=UTF-8', ...headers });
}

export function htmlAnswer(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return textAnswer(body, status, { 'content-type': 'text/html; charset=UTF-8', ...headers });
}

export function textAnswer(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers, body };
}

export function wooError(code: string, status: number, message = 'No.', data: object = {}): HttpResponse {
  return jsonAnswer({ code, message, data: { status, ...data } }, status);
}

export function networkError(code: string, phase: TransportPhase = 'exchange'): Error {
  return createTransportError(code, phase);
}

export type LogLine = { readonly level: LogLevel; readonly event: string; readonly fields: unknown };

export function createMemoryLogger(): Logger & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  return { lines, log: (level, event, fields) => void lines.push({ level, event, fields }) };
}
