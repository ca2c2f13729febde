import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { z } from 'zod';
import type { AdminEdit, EditableEntity } from '../../../src/demo-shop/admin.ts';
import type { ControlCommand } from '../../../src/demo-shop/control.ts';
import type { EntityName } from '../../../src/demo-shop/core/state.ts';
import type { FaultRule } from '../../../src/demo-shop/fault-rules.ts';
import { root } from './launch-app.ts';

const listeningSchema = z.object({
  url: z.url(),
  key: z.string(),
  secret: z.string(),
  control: z.object({ url: z.url(), token: z.string() }),
});
const editedSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string() }) }),
]);
const recordSchema = z.looseObject({ id: z.number() });
const notesSchema = z.array(z.object({ note: z.string(), customer_note: z.boolean() })).nullable();
const writeSchema = z.looseObject({ source: z.string(), op: z.string(), entity: z.string(), id: z.number() });

export type ShopOptions = {
  readonly products?: number;
  readonly orders?: number;
  readonly customers?: number;
  readonly seed?: number;
  readonly latencyMs?: number;
  readonly currency?: 'ILS' | 'EUR';
  readonly profile?: '10.5' | '9.9';
};

type Fields = Readonly<Record<string, unknown>>;
type IdOptions = Omit<Extract<ControlCommand, { op: 'ids' }>, 'op' | 'entity'>;

export interface RunningShop {
  readonly name: string;
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  /** Asks or tells the shop what no client could: ids, raw records, edits in wp-admin, faults, down and up. */
  readonly control: (command: ControlCommand) => Promise<unknown>;
  /** Connections are refused until `up`; the shop's state stays. */
  readonly down: () => Promise<void>;
  readonly up: () => Promise<void>;
  readonly addFault: (rule: FaultRule) => Promise<void>;
  readonly clearFaults: () => Promise<void>;
  /** Does in wp-admin what a person there would do; a refusal throws. */
  readonly edit: (edit: AdminEdit) => Promise<unknown>;
  /** A new record made in wp-admin; resolves to its id. */
  readonly add: (entity: EditableEntity, fields: Fields) => Promise<number>;
  /** Saves fields of a record in wp-admin. */
  readonly change: (entity: EditableEntity, id: number, fields: Fields) => Promise<void>;
  /** Field of the stored record, undefined where the record or the field is missing. */
  readonly field: (entity: EntityName, id: number, field: string) => Promise<unknown>;
  /** The texts of an order's notes, oldest first, with whether the customer reads them. */
  readonly notes: (orderId: number) => Promise<readonly { readonly note: string; readonly customer_note: boolean }[]>;
  readonly ids: (entity: EntityName, options?: IdOptions) => Promise<readonly number[]>;
  /** Writes that came over the API and took effect, oldest first. */
  readonly apiWrites: () => Promise<readonly z.infer<typeof writeSchema>[]>;
  readonly stop: () => Promise<void>;
}

/** Starts the demo shop as a process of its own on a free port of this computer. */
export async function startShop(options: ShopOptions = {}): Promise<RunningShop> {
  const { latencyMs, ...rest } = options;
  const given = { port: 0, products: 60, seed: 7, 'latency-ms': latencyMs, ...rest };
  const args = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  const child = spawn(process.execPath, [join(root, 'src/demo-shop/main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { control: endpoint, ...shop } = await readFirstLine(child);
  const control = (command: ControlCommand): Promise<unknown> => sendCommand(endpoint, command);
  return { name: 'Demo shop', ...shop, control, ...handsOf(control), stop: () => stopShop(child) };
}

async function stopShop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** The control endpoint's commands by name, with what they answer. */
function handsOf(
  control: RunningShop['control'],
): Omit<RunningShop, 'name' | 'url' | 'key' | 'secret' | 'control' | 'stop'> {
  async function edit(wanted: AdminEdit): Promise<unknown> {
    const outcome = editedSchema.parse(await control({ op: 'edit', edit: wanted }));
    if (!outcome.ok) throw new Error(`The shop refused to ${wanted.do}: ${outcome.error.code}`);
    return outcome.value;
  }
  return {
    down: async () => void (await control({ op: 'down' })),
    up: async () => void (await control({ op: 'up' })),
    addFault: async (rule) => void (await control({ op: 'add-fault', rule })),
    clearFaults: async () => void (await control({ op: 'clear-faults' })),
    edit,
    add: async (entity, fields) => recordSchema.parse(await edit({ do: 'create', entity, fields })).id,
    change: async (entity, id, fields) => void (await edit({ do: 'update', entity, id, fields })),
    field: async (entity, id, field) =>
      z
        .record(z.string(), z.unknown())
        .nullable()
        .parse(await control({ op: 'raw', entity, id }))?.[field],
    notes: async (orderId) => notesSchema.parse(await control({ op: 'raw', entity: 'notes', id: orderId })) ?? [],
    ids: async (entity, options = {}) => z.array(z.number()).parse(await control({ op: 'ids', entity, ...options })),
    apiWrites: async () =>
      z
        .array(writeSchema)
        .parse(await control({ op: 'writes' }))
        .filter(({ source }) => source === 'rest'),
  };
}

async function readFirstLine(child: ChildProcess): Promise<z.infer<typeof listeningSchema>> {
  if (!child.stdout) throw new Error('The demo shop has no output');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The demo shop ended with code ${String(code)}`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  // The race is over; its other end comes when the shop is stopped.
  ended.catch(() => undefined);
  return listeningSchema.parse(JSON.parse(line));
}

async function sendCommand(endpoint: { readonly url: string; readonly token: string }, command: ControlCommand) {
  const response = await fetch(endpoint.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-control-token': endpoint.token },
    body: JSON.stringify(command),
  });
  if (!response.ok) throw new Error(`The shop refused ${command.op}: ${response.status} ${await response.text()}`);
  return z.object({ result: z.unknown() }).parse(await response.json()).result;
}
