import {
  keepPreviousData,
  useMutation,
  useQuery,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { createContext, use, useCallback, useSyncExternalStore, type ReactNode } from 'react';
import type { z } from 'zod';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { EngineState } from '../../shared/contract/shell.ts';
import { err, type Result } from '../../shared/result.ts';
import { EngineCallError, toEngineError, type EngineError } from './engine-errors.ts';
import { nextClient, type ConnectionSnapshot, type EngineClient, type EngineConnection } from './engine-connection.ts';

export type MethodName = keyof EngineContract['methods'];
export type MethodInput<N extends MethodName> = z.input<EngineContract['methods'][N]['input']>;
export type MethodOutput<N extends MethodName> = z.output<EngineContract['methods'][N]['output']>;

const ConnectionContext = createContext<EngineConnection | null>(null);

export function EngineProvider({
  connection,
  children,
}: {
  readonly connection: EngineConnection;
  readonly children: ReactNode;
}) {
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

function useConnection(): EngineConnection {
  const connection = use(ConnectionContext);
  if (!connection) throw new Error('EngineProvider is missing');
  return connection;
}

function useSnapshot(): ConnectionSnapshot {
  const connection = useConnection();
  return useSyncExternalStore(connection.subscribe, connection.snapshot);
}

/** Null until the engine gave this window a port. */
export function useEngineClient(): EngineClient | null {
  return useSnapshot().client;
}

export function useEngineState(): EngineState {
  return useSnapshot().engine;
}

/** It ran in this window and does not run now: main is bringing it back. */
export function useIsEngineComingBack(): boolean {
  const { engine, hasRun } = useSnapshot();
  return hasRun && (engine.state === 'starting' || engine.state === 'restarting');
}

/** Calls the engine and never throws: the tagged error comes back as a value. */
export async function callEngine<N extends MethodName>(
  client: EngineClient | null,
  method: N,
  input: MethodInput<N>,
  signal?: AbortSignal,
): Promise<Result<MethodOutput<N>, EngineError>> {
  if (!client) return err({ type: 'EngineStopped' });
  const result = await client.call(method, input as never, signal);
  return result.ok ? { ok: true, value: result.value } : err(toEngineError(result.error));
}

async function callOrThrow<N extends MethodName>(
  client: EngineClient | null,
  method: N,
  input: MethodInput<N>,
): Promise<MethodOutput<N>> {
  const result = await callEngine(client, method, input);
  if (result.ok) return result.value;
  throw new EngineCallError(result.error);
}

/**
 * A read outlives the engine: what it asked while the engine stopped it asks the next one, and the screen keeps what
 * it shows meanwhile. Changes never do that; theirs is the person's decision.
 */
async function readThrough<N extends MethodName>(
  connection: EngineConnection,
  method: N,
  input: MethodInput<N>,
  signal: AbortSignal,
): Promise<MethodOutput<N>> {
  for (;;) {
    const { client } = connection.snapshot();
    const result = await callEngine(client, method, input, signal);
    if (result.ok) return result.value;
    if (result.error.type !== 'EngineStopped') throw new EngineCallError(result.error);
    await nextClient(connection, client, signal);
  }
}

export type QueryOptions = {
  /** False holds the call back, for example while its id is not known yet. */
  readonly enabled?: boolean;
  /** Keeps the former answer on screen while the next input is read (search as you type). */
  readonly keepPrevious?: boolean;
};

/** One query per method and input. The answer refetches by itself when the tables it reads change. */
export function engineQueryKey<N extends MethodName>(method: N, input: MethodInput<N>): readonly [N, MethodInput<N>] {
  return [method, input];
}

/**
 * Reads from the engine. `error` is an `EngineCallError`: word it with `wordError(engineErrorOf(error))`.
 * While `error` is set an earlier `data` stays, so a failed read never looks like an empty list.
 */
export function useEngineQuery<N extends MethodName>(
  method: N,
  input: MethodInput<N>,
  options: QueryOptions = {},
): UseQueryResult<MethodOutput<N>, Error> {
  const connection = useConnection();
  const isConnected = useEngineClient() !== null;
  return useQuery<MethodOutput<N>, Error>({
    queryKey: engineQueryKey(method, input),
    queryFn: ({ signal }) => readThrough(connection, method, input, signal),
    enabled: isConnected && (options.enabled ?? true),
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Changes something through the engine. `mutateAsync` rejects with an `EngineCallError`. */
export function useEngineMutation<N extends MethodName>(
  method: N,
): UseMutationResult<MethodOutput<N>, Error, MethodInput<N>> {
  const connection = useConnection();
  return useMutation<MethodOutput<N>, Error, MethodInput<N>>({
    mutationFn: (input) => callOrThrow(connection.snapshot().client, method, input),
  });
}

/** For calls that are no query and whose failure the caller handles at once: gives the `Result`. */
export function useEngineCall(): <N extends MethodName>(
  method: N,
  input: MethodInput<N>,
  signal?: AbortSignal,
) => Promise<Result<MethodOutput<N>, EngineError>> {
  const connection = useConnection();
  return useCallback(
    (method, input, signal) => callEngine(connection.snapshot().client, method, input, signal),
    [connection],
  );
}

/** Reads nothing: writes an answer that is already known into the cache of a query. */
export function putAnswer<N extends MethodName>(
  queries: QueryClient,
  method: N,
  input: MethodInput<N>,
  value: MethodOutput<N>,
): void {
  queries.setQueryData(engineQueryKey(method, input), value);
}
