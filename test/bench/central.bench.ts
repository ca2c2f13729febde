import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { parseCentralAddress } from '../../src/engine/central/central-address.ts';
import { connectCentral } from '../../src/engine/central/central-connection.ts';
import { migrateCentral } from '../../src/engine/central/central-migrations.ts';
import { createPostgresShops } from '../../src/engine/team/shops/postgres-shops.ts';
import type { SharedDocument } from '../../src/engine/team/shops/shops-server.ts';
import type { CentralSession, Query } from '../../src/engine/team/team-server.ts';
import { ok } from '../../src/shared/result.ts';
import type { Bench, Figure } from './frame.ts';
import { atLeast, atMost, interleave, median, timed } from './frame.ts';

const PRODUCTS = 20_000;
const PART = 500;
const QUERY_ROUNDS = 40;

/** The most used questions of the desktops and of those who look at central directly, asked with and without policies. */
const QUESTIONS: readonly string[] = [
  `SELECT id, name, price_text FROM products WHERE store_id = $1 ORDER BY name LIMIT 50`,
  `SELECT count(*) FROM products WHERE store_id = $1 AND stock_status = 'instock'`,
  `SELECT * FROM products WHERE store_id = $1 AND woo_id = 77`,
  `SELECT id, hash FROM store_documents WHERE store_id = $1 AND row_xid >= '0'::xid8 ORDER BY row_xid LIMIT 300`,
  `SELECT count(*) FROM store_documents WHERE store_id = $1 AND entity = 'products'`,
  `SELECT * FROM store_operations WHERE store_id = $1 AND state <> 'ended'`,
  `SELECT * FROM store_leases WHERE store_id = $1`,
  `SELECT count(*), sum(total) FROM orders WHERE store_id = $1`,
  `SELECT * FROM sync_errors WHERE store_id = $1 AND NOT resolved`,
  `SELECT * FROM store_categories WHERE store_id = $1 ORDER BY name LIMIT 200`,
];

type Central = {
  readonly admin: pg.Client;
  readonly member: pg.Client;
  readonly token: string;
  readonly session: CentralSession;
  readonly storeId: string;
};

async function openCentral(url: string): Promise<Central> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const [person, device, storeId] = [randomUUID(), randomUUID(), randomUUID()];
  const login = `device_${randomUUID().replaceAll('-', '')}`;
  const [password, token] = [randomUUID(), randomUUID()];
  await admin.query(`INSERT INTO auth.users (id, email, raw_user_meta_data) VALUES ($1, 'owner@bench.test', '{}')`, [
    person,
  ]);
  const { rows } = await admin.query<{ org_id: string }>(`SELECT org_id FROM auth.users_extended WHERE id = $1`, [
    person,
  ]);
  const organization = rows[0]?.org_id ?? '';
  await admin.query(
    `INSERT INTO stores (id, name, url, api_key, api_secret, user_id, organization_id) VALUES ($1, 'Shop', 'https://bench.test', '', '', $2, $3)`,
    [storeId, person, organization],
  );
  await admin.query(`CREATE ROLE ${login} LOGIN PASSWORD '${password}' IN ROLE app_user`);
  await admin.query(
    `INSERT INTO auth.devices (id, user_id, organization_id, db_role, name) VALUES ($1, $2, $3, $4, 'Bench')`,
    [device, person, organization, login],
  );
  await admin.query(
    `INSERT INTO auth.user_sessions (user_id, session_token_hash, db_role, expires_at)
     VALUES ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'), $3, now() + interval '1 day')`,
    [person, token, login],
  );
  const address = new URL(url);
  address.username = login;
  address.password = password;
  const member = new pg.Client({ connectionString: address.href });
  await member.connect();
  const query: Query = async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
    (await member.query<Row>(sql, [...values])).rows;
  const session: CentralSession = {
    ...{ deviceId: device, personId: person, organizationId: organization, listen: () => undefined },
    transaction: async (work, options = {}) => {
      await member.query(options.repeatableRead === true ? 'BEGIN ISOLATION LEVEL REPEATABLE READ' : 'BEGIN');
      await member.query(`SELECT set_config('app.session_token', $1, true)`, [token]);
      const value = await work(query);
      await member.query('COMMIT');
      return ok(value);
    },
  };
  return { admin, member, token, session, storeId };
}

function productsOf(count: number, round: number): readonly SharedDocument[] {
  const text = 'A cup of glazed stoneware, thrown by hand; no two are alike. '.repeat(20);
  return Array.from({ length: count }, (_, at): SharedDocument => {
    const wooId = at + 1;
    const content = {
      ...{
        id: wooId,
        name: `Cup ${wooId}`,
        slug: `cup-${wooId}`,
        type: 'simple',
        status: 'publish',
        sku: `CUP-${wooId}`,
      },
      ...{
        price: '49.90',
        regular_price: '49.90',
        sale_price: '',
        manage_stock: true,
        stock_quantity: at % 90,
        stock_status: 'instock',
      },
      ...{
        description: text,
        short_description: 'A cup',
        categories: [{ id: 3, name: 'Cups', slug: 'cups' }],
        tags: [],
        images: [],
      },
      meta_data: [{ id: 1, key: 'round', value: String(round) }],
    };
    const document = JSON.stringify(content);
    return {
      ...{
        id: `00000000-0000-7000-8000-${String(wooId).padStart(12, '0')}`,
        entity: 'products',
        wooId,
        parentId: null,
      },
      ...{
        parentWooId: null,
        hash: `${round} ${wooId}`,
        document,
        modifiedMs: 1_760_000_000_000,
        observedMs: 1_760_000_000_000,
      },
    };
  });
}

async function empty({ admin }: Central): Promise<void> {
  await admin.query('TRUNCATE store_documents, products CASCADE');
  await admin.query('DROP TABLE IF EXISTS bare_documents, bare_products');
  await admin.query('CREATE TABLE bare_documents (LIKE store_documents INCLUDING ALL)');
  await admin.query('CREATE TABLE bare_products (LIKE products INCLUDING ALL)');
  // the product rows as the push makes them, so that both carry the same
  await admin.query('CHECKPOINT');
}

async function pushEverything(central: Central, documents: readonly SharedDocument[]): Promise<void> {
  const server = createPostgresShops(central.session);
  await central.admin.query(`UPDATE store_leases SET expires_at = '-infinity'`);
  await central.admin.query(`DELETE FROM rate_limit_buckets`);
  const lease = await server.take(central.storeId);
  if (!lease.ok || lease.value.outcome !== 'granted') throw new Error('no lease');
  for (let start = 0; start < documents.length; start += PART) {
    const part = { documents: documents.slice(start, start + PART), removals: [], units: [], facts: null };
    const pushed = await server.push(central.storeId, lease.value.token, part);
    if (!pushed.ok) throw new Error(JSON.stringify(pushed.error));
  }
}

/** The same rows as one COPY each, from what the server itself wrote out: no policies, no triggers, no parsing here. */
async function copyEverything({ admin }: Central, folder: string): Promise<void> {
  await admin.query(`COPY bare_documents FROM '${folder}/documents.copy'`);
  await admin.query(`COPY bare_products FROM '${folder}/products.copy'`);
}

async function pullEverything(central: Central): Promise<number> {
  const server = createPostgresShops(central.session);
  let floor = '0';
  let seen = 0;
  for (;;) {
    const page = await server.read(central.storeId, { floor, exceptToken: null, records: PART, masked: false });
    if (!page.ok) throw new Error(JSON.stringify(page.error));
    seen += page.value.documents.length;
    floor = page.value.nextFloor;
    if (!page.value.hasMore) return seen;
  }
}

async function measureRows(
  central: Central,
  folder: string,
  products: number,
  rounds: number,
): Promise<readonly Figure[]> {
  await empty(central);
  await pushEverything(central, productsOf(products, 0));
  await central.admin.query(`COPY store_documents TO '${folder}/documents.copy'`);
  await central.admin.query(`COPY products TO '${folder}/products.copy'`);
  const samples = await interleave(rounds, {
    push: async (round) => {
      await empty(central);
      const documents = productsOf(products, round + 1);
      return timed(() => pushEverything(central, documents));
    },
    copy: async () => {
      await empty(central);
      return timed(() => copyEverything(central, folder));
    },
  });
  await empty(central);
  await pushEverything(central, productsOf(products, 0));
  await central.admin.query('VACUUM ANALYZE');
  const pulls = await interleave(rounds, {
    pull: () => timed(() => pullEverything(central)),
    copy: () => timed(() => central.admin.query('SELECT * FROM store_documents')),
  });
  const perSecond = (ms: readonly number[]): number => products / (median(ms) / 1000);
  const [push, copy] = [perSecond(samples.push), perSecond(samples.copy)];
  const [pull, whole] = [perSecond(pulls.pull), perSecond(pulls.copy)];
  return [
    {
      ...{ label: `push of ${products} product rows`, value: push, unit: 'items/s' },
      ...{ limit: { label: 'plain COPY', value: copy }, goal: atLeast(push / copy, 0.3, 'at least 0.3 of plain COPY') },
    },
    {
      ...{ label: `pull of ${products} product rows`, value: pull, unit: 'items/s' },
      ...{
        limit: { label: 'plain reading', value: whole },
        goal: atLeast(pull / whole, 0.5, 'at least 0.5 of plain reading'),
      },
    },
  ];
}

async function measurePolicies({ admin, member, token, storeId }: Central): Promise<Figure> {
  await member.query('BEGIN');
  await member.query(`SELECT set_config('app.session_token', $1, true)`, [token]);
  const ask = async (client: pg.Client): Promise<void> => {
    for (const question of QUESTIONS) await client.query(question, [storeId]);
  };
  for (const client of [admin, member]) await ask(client);
  const times = await interleave(QUERY_ROUNDS, {
    with: () => timed(() => ask(member)),
    without: () => timed(() => ask(admin)),
  });
  await member.query('COMMIT');
  const [guarded, bare] = [median(times.with), median(times.without)];
  return {
    ...{ label: `the ${QUESTIONS.length} most used questions, with policies`, value: guarded, unit: 'ms' },
    ...{ limit: { label: 'without', value: bare }, goal: atMost(guarded / bare, 1.5, 'at most 1.5 of without') },
  };
}

export const centralBench: Bench = {
  name: 'central',
  about: `${PRODUCTS} products of a shop to and from PostgreSQL, beside plain COPY on the same server`,
  run: async ({ rounds, scale, say }) => {
    say('starting PostgreSQL');
    const server = await startPostgres({ settings: { autovacuum: 'off' } });
    try {
      const url = server.url.replace(/\/postgres$/, '/central_bench');
      const first = new pg.Client({ connectionString: server.url });
      await first.connect();
      await first.query('CREATE DATABASE central_bench');
      const { rows } = await first.query<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`);
      await first.end();
      const address = parseCentralAddress(url, () => '');
      const connected = address.ok ? await connectCentral(address.value) : address;
      if (!connected.ok) throw new Error(connected.error.type);
      const folder = join(import.meta.dirname, '../../migrations/central');
      const migrated = await migrateCentral(connected.value, folder, { ownVersion: '0.1.0', start: 'create' });
      await connected.value.close();
      if (!migrated.ok) throw new Error(JSON.stringify(migrated.error));
      const central = await openCentral(url);
      say('pushing and pulling');
      const figures = await measureRows(central, rows[0]?.folder ?? '', Math.round(PRODUCTS * scale), rounds);
      say('asking questions');
      const policies = await measurePolicies(central);
      await central.member.end();
      await central.admin.end();
      return [...figures, policies];
    } finally {
      await server.stop();
    }
  },
};
