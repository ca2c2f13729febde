/**
 * Typed calls over a message port: call, cancel, listen. Every message is checked against a contract on arrival, so
 * neither side can be confused by the other: inputs by the server, answers and events by the client.
 */
import { z } from 'zod';
import { err, type Result } from './result.ts';
import { toDefect, wireErrorSchema, type Defect, type InvalidInput, type WireError } from './wire-errors.ts';
import type { PortLike } from './wire-ports.ts';

/** `error` describes the tagged errors of a method; without it any object with a `type` passes. */
export type Method = { readonly input: z.ZodType; readonly output: z.ZodType; readonly error?: z.ZodType };
export type Contract = {
  readonly methods: Readonly<Record<string, Method>>;
  readonly events: Readonly<Record<string, z.ZodType>>;
};

export type TaggedError = { readonly type: string };
type NameOf<T> = keyof T & string;
export type ErrorOf<M extends Method> = M extends { readonly error: infer E extends z.ZodType }
  ? z.output<E>
  : TaggedError;
export type CallResult<M extends Method> = Result<z.output<M['output']>, ErrorOf<M> | WireError>;

export interface WireClient<C extends Contract> {
  /** Never rejects. Settles as `EngineStopped` when the port closes and as `Cancelled` when the signal aborts. */
  readonly call: <N extends NameOf<C['methods']>>(
    name: N,
    input: z.input<C['methods'][N]['input']>,
    signal?: AbortSignal,
  ) => Promise<CallResult<C['methods'][N]>>;
  /** Returns how to stop listening. Events sent before this call are not repeated. */
  readonly listen: <N extends NameOf<C['events']>>(
    name: N,
    listener: (payload: z.output<C['events'][N]>) => void,
  ) => () => void;
  readonly close: () => void;
}

export interface CallContext {
  /** Aborts when the caller cancels or goes away. */
  readonly signal: AbortSignal;
}
export type Handlers<C extends Contract> = {
  readonly [N in NameOf<C['methods']>]: (
    input: z.output<C['methods'][N]['input']>,
    context: CallContext,
  ) => HandlerResult<C['methods'][N]> | Promise<HandlerResult<C['methods'][N]>>;
};
type HandlerResult<M extends Method> = Result<z.input<M['output']>, ErrorOf<M> | WireError>;

export interface WireServer<C extends Contract> {
  /** Sends to the other side if it listens to this event. */
  readonly emit: <N extends NameOf<C['events']>>(name: N, payload: z.input<C['events'][N]>) => void;
  readonly close: () => void;
}
export type ServeOptions = {
  /** The thrown value with all its details, for the log of this side only. */
  readonly onDefect?: (name: string, thrown: unknown) => void;
};

const callId = z.number().int().min(1);
const clientMessageSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('call'), id: callId, name: z.string(), input: z.unknown() }),
  z.object({ t: z.literal('cancel'), id: callId }),
  z.object({ t: z.literal('listen'), name: z.string() }),
  z.object({ t: z.literal('unlisten'), name: z.string() }),
]);
const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.looseObject({ type: z.string() }) }),
]);
const serverMessageSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('reply'), id: callId, result: resultSchema }),
  z.object({ t: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);

/** The caller's side of a port. */
export function createWireClient<C extends Contract>(contract: C, port: PortLike): WireClient<C> {
  type Settle = (result: Result<unknown, TaggedError>) => void;
  const pending = new Map<number, { readonly name: string; readonly settle: Settle }>();
  const listenersByName = new Map<string, Set<(payload: unknown) => void>>();
  let nextId = 1;
  let isClosed = false;

  function stop(): void {
    if (isClosed) return;
    isClosed = true;
    for (const call of [...pending.values()]) call.settle(err({ type: 'EngineStopped' }));
    listenersByName.clear();
  }

  function receive(message: unknown): void {
    const parsed = serverMessageSchema.safeParse(message);
    if (!parsed.success || isClosed) return;
    if (parsed.data.t === 'event') return deliver(parsed.data.name, parsed.data.payload);
    const call = pending.get(parsed.data.id);
    if (call) call.settle(checkResult(ownEntry(contract.methods, call.name), parsed.data.result));
  }

  function deliver(name: string, payload: unknown): void {
    const checked = ownEntry(contract.events, name)?.safeParse(payload);
    if (checked?.success) for (const listener of [...(listenersByName.get(name) ?? [])]) listener(checked.data);
  }

  function call(name: string, input: unknown, signal?: AbortSignal): Promise<Result<unknown, TaggedError>> {
    if (isClosed) return Promise.resolve(err({ type: 'EngineStopped' }));
    if (signal?.aborted) return Promise.resolve(err({ type: 'Cancelled' }));
    return new Promise((resolve) => {
      const id = nextId++;
      const cancel = (): void => {
        send(port, { t: 'cancel', id });
        settle(err({ type: 'Cancelled' }));
      };
      const settle: Settle = (result) => {
        pending.delete(id);
        signal?.removeEventListener('abort', cancel);
        resolve(result);
      };
      pending.set(id, { name, settle });
      signal?.addEventListener('abort', cancel, { once: true });
      const defect = send(port, { t: 'call', id, name, input });
      if (defect) settle(err(defect));
    });
  }

  function listen(name: string, listener: (payload: unknown) => void): () => void {
    const listeners = listenersByName.get(name) ?? new Set();
    listenersByName.set(name, listeners);
    // Wrapped, so that the same function may listen twice and each stop ends one of them.
    const entry = (payload: unknown): void => listener(payload);
    if (listeners.size === 0) send(port, { t: 'listen', name });
    listeners.add(entry);
    return () => {
      if (listeners.delete(entry) && listeners.size === 0 && !isClosed) send(port, { t: 'unlisten', name });
    };
  }

  port.onClose(stop);
  port.onMessage(receive);
  return {
    // The implementation is untyped inside: `checkResult` has compared each value with the contract.
    call: call as WireClient<C>['call'],
    listen: listen as WireClient<C>['listen'],
    close: () => {
      stop();
      port.close();
    },
  };
}

/** The answering side of a port. */
export function serveWire<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  port: PortLike,
  options: ServeOptions = {},
): WireServer<C> {
  const running = new Map<number, AbortController>();
  const listened = new Set<string>();
  let isClosed = false;

  function stop(): void {
    isClosed = true;
    listened.clear();
    for (const controller of running.values()) controller.abort();
    running.clear();
  }

  function receive(message: unknown): void {
    const parsed = clientMessageSchema.safeParse(message);
    if (!parsed.success || isClosed) return;
    const { data } = parsed;
    if (data.t === 'call') void answer(data.id, data.name, data.input);
    else if (data.t === 'cancel') running.get(data.id)?.abort();
    else if (data.t === 'unlisten') listened.delete(data.name);
    else if (Object.hasOwn(contract.events, data.name)) listened.add(data.name);
  }

  async function answer(id: number, name: string, input: unknown): Promise<void> {
    if (running.has(id)) return;
    const controller = new AbortController();
    running.set(id, controller);
    const result = await run(name, input, controller.signal);
    running.delete(id);
    if (isClosed) return;
    const defect = send(port, { t: 'reply', id, result });
    if (defect) send(port, { t: 'reply', id, result: err(defect) });
  }

  async function run(name: string, input: unknown, signal: AbortSignal): Promise<Result<unknown, TaggedError>> {
    const method = ownEntry(contract.methods, name);
    if (!method) return err(invalidInput('', `There is no method ${JSON.stringify(name.slice(0, 60))}`));
    const checked = method.input.safeParse(input);
    if (!checked.success) return err(toInvalidInput(checked.error));
    try {
      const handler = handlers[name] as (input: unknown, context: CallContext) => Promise<Result<unknown, TaggedError>>;
      return await handler(checked.data, { signal });
    } catch (thrown) {
      if (signal.aborted) return err({ type: 'Cancelled' });
      options.onDefect?.(name, thrown);
      return err(toDefect(thrown));
    }
  }

  port.onClose(stop);
  port.onMessage(receive);
  return {
    emit: (name, payload) => {
      if (listened.has(name)) send(port, { t: 'event', name, payload });
    },
    close: () => {
      stop();
      port.close();
    },
  };
}

function checkResult(method: Method | undefined, result: z.infer<typeof resultSchema>): Result<unknown, TaggedError> {
  if (!method) return err({ type: 'Defect', message: 'An answer to an unknown method' } satisfies Defect);
  if (result.ok) {
    const output = method.output.safeParse(result.value);
    return output.success ? { ok: true, value: output.data } : err(contractDefect('answer', output.error));
  }
  if (!method.error || wireErrorSchema.safeParse(result.error).success) return result;
  const error = method.error.safeParse(result.error);
  return error.success ? err(error.data as TaggedError) : err(contractDefect('error', error.error));
}

function contractDefect(what: string, error: z.ZodError): Defect {
  const { field, message } = toInvalidInput(error);
  return { type: 'Defect', message: `The ${what} does not fit the contract at "${field}": ${message}` };
}

function toInvalidInput(error: z.ZodError): InvalidInput {
  const issue = error.issues[0];
  return invalidInput(issue?.path.map(String).join('.') ?? '', issue?.message ?? 'Invalid input');
}

function invalidInput(field: string, message: string): InvalidInput {
  return { type: 'InvalidInput', field, message };
}

function ownEntry<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

/** Returns the defect when the message cannot be cloned or the port is gone. */
function send(port: PortLike, message: unknown): Defect | null {
  try {
    port.postMessage(message);
    return null;
  } catch (thrown) {
    return toDefect(thrown);
  }
}
