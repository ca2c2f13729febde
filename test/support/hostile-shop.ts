import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { ReadableDb } from '../../src/engine/database/database.ts';
import { openDatabase } from '../../src/engine/database/open-database.ts';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import { createNodeHttpTransport } from '../../src/engine/platform/node-http-transport.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { syncCounters } from '../../src/engine/queries/sync-counters.ts';
import { EVENT_LOOP_TURNS } from '../../src/engine/platform/turns.ts';
import { createSyncEngine } from '../../src/engine/sync/sync-engine.ts';
import type { SyncReport } from '../../src/engine/sync/sync-report.ts';
import { createStoreGateway } from '../../src/engine/woocommerce/store-gateway.ts';
import type { JsonObject } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import { ok } from '../../src/shared/result.ts';
import { createImpatientClock } from './impatient-clock.ts';
import { MIGRATIONS, STORE } from './sync-harness.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
/** Changes an honest answer, or sends one of its own and returns null. */
export type Tamper = (answer: Answer, request: IncomingMessage, response: ServerResponse) => Answer | null;

export type HostileShop = {
  readonly shop: DemoShop;
  readonly url: string;
  readonly db: ReadableDb;
  readonly logged: string[];
  /** Replaces the way answers are spoilt; null: honest again. */
  readonly tamper: (how: Tamper | null) => void;
  readonly run: (kind?: 'incremental' | 'census' | 'full') => Promise<SyncReport>;
  readonly advance: (ms: number) => void;
  readonly close: () => Promise<void>;
};

/** The real engine, gateway and mirror, a real connection on loopback, and a shop whose answers can be spoilt. */
export async function openHostileShop(
  options: { readonly pageSize?: number; readonly readTimeoutMs?: number } = {},
): Promise<HostileShop> {
  const clock = createImpatientClock();
  const random = createSeededRandom(5);
  const keys = { consumerKey: 'ck_hostile_shop', consumerSecret: 'cs_hostile_shop' };
  let how: Tamper | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const body = Buffer.concat(parts).toString('utf8');
      const url = request.url ?? '/';
      const outcome = shop.handle({ method: request.method ?? 'GET', url, headers, body: body === '' ? null : body });
      if (outcome.kind !== 'response') return void response.destroy();
      const spoilt = how === null ? outcome : how(outcome, request, response);
      if (spoilt !== null) response.writeHead(spoilt.status, { ...spoilt.headers }).end(spoilt.body);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const shop = createDemoShop({
    seed: 7,
    products: 12,
    orders: 4,
    ...keys,
    clock,
    random,
    baseUrl: url,
  });
  const opened = await openDatabase(':memory:', MIGRATIONS);
  if (!opened.ok) throw new Error(opened.error.type);
  const db = opened.value;
  db.prepare(
    `INSERT INTO stores (id, name, url, mode, page_size, created_at, updated_at) VALUES (?, 'Shop', ?, 'push', ?, 1, 1)`,
  ).run(STORE, url, options.pageSize ?? 100);
  const http = createNodeHttpTransport();
  const logged: string[] = [];
  const logger = {
    log: (level: string, event: string, fields?: object) =>
      void logged.push(JSON.stringify({ level, event, ...fields })),
  };
  const limits = { readTimeoutMs: options.readTimeoutMs ?? 5_000 };
  const sync = createSyncEngine({
    db,
    clock,
    random,
    logger,
    turns: EVENT_LOOP_TURNS,
    newId: createUuidV7({ clock, random }),
    locks: { acquire: async () => ok(() => undefined) },
    openGateway: async () =>
      ok(createStoreGateway({ url, ...keys, authMode: 'header', transport: http.send, clock, random, logger, limits })),
    countersOf: (storeId) => syncCounters(db, storeId),
    onChange: () => undefined,
    onDefect: () => undefined,
    onStatus: () => undefined,
  });
  return {
    shop,
    url,
    db,
    logged,
    tamper: (next) => {
      how = next;
    },
    run: (kind = 'incremental') => sync.runNow(STORE, { kind, startedBy: 'person' }),
    advance: clock.advance,
    close: async () => {
      http.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      db.close();
    },
  };
}

/** The text of a record with one field's value written as given, whatever JSON makes of it. */
export function withRaw(record: JsonObject, raw: Readonly<Record<string, string>>): string {
  let text = JSON.stringify({ ...record, ...Object.fromEntries(Object.keys(raw).map((name) => [name, `@${name}@`])) });
  for (const [name, value] of Object.entries(raw)) text = text.replace(`"@${name}@"`, () => value);
  return text;
}

/** Spoils one record wherever an answer shows it whole; lists of a few fields stay as they are unless `everywhere`. */
export function spoilRecord(
  path: string,
  id: number,
  spoil: (record: JsonObject) => string,
  everywhere = false,
): Tamper {
  return (answer, request) => {
    const url = new URL(request.url ?? '/', 'http://shop.test');
    const isAsked = request.method === 'GET' && url.pathname.includes(`/wc/v3/${path}`);
    if (!isAsked || answer.status !== 200 || (!everywhere && url.searchParams.has('_fields'))) return answer;
    const write = (item: JsonObject): string => (item['id'] === id ? spoil(item) : JSON.stringify(item));
    const parsed = JSON.parse(answer.body) as JsonObject | readonly JsonObject[];
    const body = Array.isArray(parsed)
      ? `[${(parsed as readonly JsonObject[]).map(write).join(',')}]`
      : write(parsed as JsonObject);
    return { ...answer, body };
  };
}

const TABLES = [...Object.values(TABLE_OF), 'sync_conflict', 'outbox', 'sync_missing'];

/** Everything that the mirror holds, but for the records of these numbers: what must not change beside them. */
export function mirrorBeside(db: ReadableDb, wooIds: readonly number[]): string {
  const records = TABLES.map((table) => [table, rowsBeside(db, table, wooIds)]);
  const spared = wooIds.length === 0 ? '0' : wooIds.join(',');
  const bases = db
    .prepare(
      `SELECT record_id, hash, document FROM base_documents WHERE document ->> '$.id' NOT IN (${spared}) ORDER BY record_id`,
    )
    .all();
  return JSON.stringify([records, bases]);
}

function rowsBeside(db: ReadableDb, table: string, wooIds: readonly number[]): readonly unknown[] {
  const rows = db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all() as Readonly<Record<string, unknown>>[];
  return rows.filter((row) => !wooIds.includes(Number(row['woo_id'])));
}

/** What the mirror holds as the store's last word on a product, as text; null where it holds nothing. */
export function baseOf(db: ReadableDb, wooId: number): string | null {
  const row = db
    .prepare(`SELECT b.document FROM base_documents b JOIN products p ON p.id = b.record_id WHERE p.woo_id = ?`)
    .get(wooId) as { readonly document: string } | undefined;
  return row?.document ?? null;
}

export function holesOf(
  db: ReadableDb,
): readonly { readonly entity: string; readonly woo_id: number; readonly reason: string }[] {
  return db.prepare(`SELECT entity, woo_id, reason FROM sync_holes ORDER BY woo_id`).all() as never;
}
