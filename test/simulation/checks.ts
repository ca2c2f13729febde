import { prepared } from '../../src/engine/database/database.ts';
import type { EntityName, JsonObject, JsonValue } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import { checkLedger } from './check-ledger.ts';
import { checkQueue } from './check-queue.ts';
import { checkBases, checkWhole } from './check-restart.ts';
import { checkRows, MIRRORED } from './check-rows.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';
import { contentOf, differences } from './documents.ts';
import { otherStoreIn } from './other-store.ts';
import { shopEntityOf } from './shop-history.ts';
import type { World } from './world.ts';

const TERM_KIND: Partial<Readonly<Record<EntityName, string>>> = {
  categories: 'category',
  tags: 'tag',
  brands: 'brand',
  shipping_classes: 'shipping_class',
  terms: 'attribute_term',
};

/** Everything that must be true once the system is at rest. */
export async function checkEverything(world: World): Promise<void> {
  for (const desktop of world.desktops) {
    checkSame(world, desktop);
    checkRows(world, desktop);
    checkQueue(world, desktop);
    checkWhole(world, desktop);
    checkBases(world, desktop);
    if (otherStoreIn(desktop.db()) !== world.other)
      world.violate('I15', `d${desktop.number} touched what it holds of another shop`);
  }
  checkLedger(world);
  await checkQuiet(world);
  if (world.setting.seed % 4 === 0) await checkReadingTwice(world);
}

function shopIds(world: World, entity: EntityName): readonly number[] {
  const kind = TERM_KIND[entity];
  return world.shop.inspect.ids(shopEntityOf(entity), kind === undefined ? {} : { termKind: kind });
}

/** A record as the shop's API shows it to one who asks for it. */
function shopDocument(world: World, entity: EntityName, wooId: number): JsonObject | null {
  const { shop } = world;
  const path = pathOf(world, entity, wooId);
  const auth = Buffer.from('ck_test:cs_test').toString('base64');
  const answer = shop.answer({
    method: 'GET',
    url: `/wp-json/wc/v3/${path}`,
    headers: { authorization: `Basic ${auth}` },
    body: null,
  });
  if (answer.status !== 200) return null;
  const body: unknown = JSON.parse(answer.body);
  return (Array.isArray(body) ? (body[0] ?? null) : body) as JsonObject | null;
}

function pathOf(world: World, entity: EntityName, wooId: number): string {
  switch (entity) {
    case 'variations':
      // the common list shows what the product's own route leaves out
      return world.setting.profile === '10.5'
        ? `variations?include=${wooId}&include_status=any,trash`
        : `products/${(world.shop.inspect.raw('variations', wooId) as { parent_id: number }).parent_id}/variations/${wooId}`;
    case 'terms':
      return `products/attributes/${(world.shop.inspect.raw('terms', wooId) as { attribute_id: number }).attribute_id}/terms/${wooId}`;
    case 'categories':
    case 'tags':
    case 'brands':
    case 'shipping_classes':
    case 'attributes':
      return `products/${entity}/${wooId}`;
    default:
      return `${entity}/${wooId}`;
  }
}

type LocalRow = { readonly id: string; readonly woo_id: number; readonly document: string | null };

/** [I1, I13] Both sides hold the same records, and the mirror's bases say what the shop says. */
export function checkSame(world: World, desktop: Desktop): void {
  const db = desktop.db();
  for (const entity of MIRRORED) {
    const rows = prepared(
      db,
      `SELECT r.id, r.woo_id, d.document FROM ${TABLE_OF[entity]} r LEFT JOIN base_documents d ON d.record_id = r.id WHERE r.store_id = '${STORE}' AND r.woo_id IS NOT NULL`,
    ).all() as LocalRow[];
    const here = new Map(rows.map((row) => [row.woo_id, row]));
    if (here.size !== rows.length) world.violate('IDENT1', `d${desktop.number} holds one of the ${entity} twice`);
    const there = new Set(shopIds(world, entity));
    for (const id of there) {
      if (!here.has(id) && !isBehindTrash(world, entity, id))
        world.violate('I1', `d${desktop.number} lacks ${entity}:${id}`);
    }
    for (const [id, row] of here) {
      if (!there.has(id)) {
        if (!isBelowQuestion(desktop, row.id))
          world.violate('I1', `d${desktop.number} still has ${entity}:${id}, which the shop has not`);
        continue;
      }
      compareBase(world, desktop, entity, row);
    }
  }
}

/** Without a common list of variations those of a trashed product are not read: it names none while it lies there. */
function isBehindTrash(world: World, entity: EntityName, wooId: number): boolean {
  if (entity !== 'variations' || world.setting.profile === '10.5') return false;
  const raw = world.shop.inspect.raw('variations', wooId) as { readonly status: string } | undefined;
  return raw?.status === 'trash';
}

const FAMILY = `SELECT id, product_id AS parent FROM product_variations UNION ALL SELECT id, attribute_id FROM store_attribute_terms
  UNION ALL SELECT id, order_id FROM order_notes`;

/** A record that a decision is about stays, with what it hangs on and what hangs on that. */
function isBelowQuestion(desktop: Desktop, id: string): boolean {
  return (
    prepared(
      desktop.db(),
      `WITH family AS (${FAMILY}), root AS (SELECT coalesce((SELECT parent FROM family WHERE id = @id), @id) AS id)
         SELECT 1 FROM sync_conflict c WHERE c.status = 'open'
           AND c.local_id IN (SELECT id FROM root UNION SELECT f.id FROM family f JOIN root ON f.parent = root.id)`,
    ).get({ id }) !== undefined
  );
}

function compareBase(world: World, desktop: Desktop, entity: EntityName, row: LocalRow): void {
  const shown = shopDocument(world, entity, row.woo_id);
  if (shown === null) return;
  if (row.document === null) {
    world.violate('I13', `d${desktop.number} has no base for ${entity}:${row.woo_id}`);
    return;
  }
  const base = withoutDeadTerms(world, contentOf(entity, JSON.parse(row.document) as JsonObject));
  const shop = withoutDeadTerms(world, contentOf(entity, shown));
  const differing = differences(base, shop);
  if (differing.length === 0) return;
  const detail = differing.map(
    (name) => `${name}: here ${JSON.stringify(base[name])}, there ${JSON.stringify(shop[name])}`,
  );
  world.violate('I1', `d${desktop.number} ${entity}:${row.woo_id} differs in ${detail.join('; ').slice(0, 400)}`);
}

/** The deletion of a term takes it off its products without a sign on them. */
function withoutDeadTerms(world: World, document: JsonObject): JsonObject {
  const { terms, plan } = world.shop.state;
  const result: { [name: string]: JsonValue } = { ...document };
  for (const name of ['categories', 'tags', 'brands']) {
    const list = document[name] as readonly { readonly id: number }[] | undefined;
    if (list === undefined) continue;
    const isOwn = (id: number): boolean => id !== plan.taxonomy.uncategorizedId && terms.get(id) !== undefined;
    result[name] = list.filter(({ id }) => isOwn(id));
  }
  return result;
}

type Dated = { readonly woo_id: number; readonly at: number | null };

/**
 * [I11] After a run that began at the moment `began` the mirror knows the newest date of every record that the shop dates. Not asked when the shop's clock jumped,
 * which no cursor survives, nor of records that were hidden from lists: those are found by the census.
 */
export function checkDated(world: World, desktop: Desktop, began: number): void {
  if (world.marks.has('clock-skew')) return;
  for (const entity of ['products', 'variations', 'orders', 'coupons'] as const) {
    if (entity === 'variations' && world.setting.profile !== '10.5') continue;
    const rows = prepared<Dated>(
      desktop.db(),
      `SELECT woo_id, woo_modified_at AS at FROM ${TABLE_OF[entity]} WHERE store_id = '${STORE}' AND woo_id IS NOT NULL`,
    ).all();
    const known = new Map(rows.map((row) => [row.woo_id, row.at]));
    for (const id of shopIds(world, entity)) {
      const raw = world.shop.inspect.raw(entity, id) as { readonly modified: number };
      // what is written while it runs is for the next one
      if ((world.history.versionsOf(entity, id).at(-1)?.event ?? 0) > began) continue;
      if (world.marks.has(`hidden ${entity}:${id}`) || known.get(id) === raw.modified * 1000) continue;
      world.violate(
        'I11',
        `d${desktop.number} missed a change of ${entity}:${id}, dated ${new Date(raw.modified * 1000).toISOString()}`,
      );
    }
  }
}

/** [I8] At rest nothing is sent, and our own writes come back as nothing new. */
async function checkQuiet(world: World): Promise<void> {
  const sent = world.writesSent();
  const changes = world.desktops.map((desktop) => outboxOf(desktop));
  for (const desktop of world.desktops) {
    const before = world.requests();
    desktop.run('incremental');
    await world.settle();
    const asked = world.requests() - before;
    if (asked > mostRequests(world, desktop))
      world.violate('I16', `d${desktop.number} asked ${asked} times in a run that found nothing`);
  }
  if (world.writesSent() !== sent) world.violate('I8', `${world.writesSent() - sent} writes were sent at rest`);
  world.desktops.forEach((desktop, index) => {
    if (outboxOf(desktop) !== changes[index]) world.violate('I8', `d${desktop.number} queued something at rest`);
  });
}

/**
 * [RUN7] A quiet run asks at most 12 times: once per collection. More only for what waits and is looked up again, for
 * pages smaller than a collection, and where variations are read product by product.
 */
function mostRequests(world: World, desktop: Desktop): number {
  const db = desktop.db();
  const count = (sql: string): number => prepared<{ n: number }>(db, sql).get()?.n ?? 0;
  const open = count(`SELECT count(*) AS n FROM outbox WHERE store_id = '${STORE}' AND state <> 'ended'`);
  const holes = count(`SELECT count(*) AS n FROM sync_holes WHERE store_id = '${STORE}'`);
  const { profile, pageSize } = world.setting;
  const known = MIRRORED.reduce((sum, entity) => sum + shopIds(world, entity).length, 0);
  const smallPages = pageSize >= 100 ? 0 : Math.ceil(known / (pageSize - 1)) + MIRRORED.length;
  const products = profile === '10.5' ? 0 : 1 + 2 * shopIds(world, 'products').length;
  return 12 + 2 * open + holes + smallPages + products;
}

/** [PULL5, PULL6] Who reads everything a second time finds that nothing has changed. */
async function checkReadingTwice(world: World): Promise<void> {
  for (const desktop of world.desktops) {
    const known: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      desktop.run('full');
      await world.settle();
      known.push(
        JSON.stringify(
          prepared(desktop.db(), `SELECT record_id, hash FROM base_documents ORDER BY record_id`).raw().all(),
        ),
      );
    }
    if (known[0] !== known[1]) world.violate('PULL6', `d${desktop.number} read everything twice and found changes`);
  }
}

function outboxOf(desktop: Desktop): string {
  return JSON.stringify(prepared(desktop.db(), `SELECT id, state, attempts FROM outbox ORDER BY sequence`).raw().all());
}
