import type { CliEngine } from './open-engine.ts';
import { prepared } from '../engine/database/database.ts';
import type { EntityName, ListedEntity } from '../shared/domain/entities.ts';
import { LISTED_ENTITIES, TABLE_OF } from '../shared/domain/entities.ts';
import type { Result } from '../shared/result.ts';
import { ok } from '../shared/result.ts';
import type { CliFailure } from './failures.ts';
import { failed, misused } from './failures.ts';

export type KnownStore = { readonly id: string; readonly name: string; readonly url: string };

/** The entity behind a name, or behind the name of its table. */
export function readEntity(word: string): Result<ListedEntity, CliFailure> {
  const entity = LISTED_ENTITIES.find((name) => name === word || TABLE_OF[name] === word);
  return entity === undefined
    ? misused(`Unknown entity ${word}. There are: ${LISTED_ENTITIES.join(', ')}.`)
    : ok(entity);
}

export function allStores(engine: Pick<CliEngine, 'db'>): readonly KnownStore[] {
  return prepared<KnownStore>(engine.db, 'SELECT id, name, url FROM stores ORDER BY created_at, id').all();
}

/** The store that `--store` names; null when it was not given. */
export function chosenStore(
  engine: Pick<CliEngine, 'db'>,
  name: string | undefined,
): Result<KnownStore | null, CliFailure> {
  if (name === undefined) return ok(null);
  const store = findStore(engine, name);
  if (store !== null) return ok(store);
  return misused(`There is no store named ${name}. Known: ${names(allStores(engine))}.`, { store: name });
}

/** The store that a command names as what it works on. */
export function namedStore(engine: Pick<CliEngine, 'db'>, name: string): Result<KnownStore, CliFailure> {
  const store = findStore(engine, name);
  return store === null ? failed(storeNotFound(engine, name)) : ok(store);
}

function storeNotFound(engine: Pick<CliEngine, 'db'>, name: string): { type: string; name: string; known: string } {
  return { type: 'StoreNotFound', name, known: names(allStores(engine)) };
}

function findStore(engine: Pick<CliEngine, 'db'>, name: string): KnownStore | null {
  const stores = allStores(engine);
  const folded = name.toLocaleLowerCase();
  return (
    stores.find((store) => store.name === name) ??
    stores.find((store) => store.name.toLocaleLowerCase() === folded) ??
    null
  );
}

function names(stores: readonly KnownStore[]): string {
  return stores.length === 0 ? 'none' : stores.map((store) => store.name).join(', ');
}

type Place = { readonly id: string; readonly entity: EntityName; readonly storeId: string; readonly storeName: string };

/**
 * The record behind an id or `woo:N`, among the given entities. Fails with exit 1 when there is none and with exit 2 when
 * several stores have that number and none was chosen.
 */
export function findRecord(
  engine: Pick<CliEngine, 'db'>,
  entities: readonly EntityName[],
  reference: string,
  storeName: string | undefined,
): Result<Place, CliFailure> {
  const store = chosenStore(engine, storeName);
  if (!store.ok) return store;
  const stores = store.value === null ? allStores(engine) : [store.value];
  const places = entities.flatMap((entity) => placesOf(engine, entity, reference, stores));
  const [only] = places;
  if (only === undefined)
    return failed({ type: 'NotFound', entity: entities.join(', '), id: reference } as { type: string });
  if (places.length === 1) return ok(only);
  const holders = [...new Set(places.map((place) => place.storeName))];
  if (holders.length === 1) return misused(`${reference} stands for several records: give the id.`);
  return misused(`${holders.length} stores have ${reference}: ${holders.join(', ')}. Choose one with --store.`, {
    stores: holders,
  });
}

const WOO_REFERENCE = /^woo:(\d{1,15})$/;

function placesOf(
  engine: Pick<CliEngine, 'db'>,
  entity: EntityName,
  reference: string,
  stores: readonly KnownStore[],
): readonly Place[] {
  const wooId = WOO_REFERENCE.exec(reference)?.[1];
  const column = wooId === undefined ? 'id' : 'woo_id';
  const find = prepared<{ id: string }>(
    engine.db,
    `SELECT id FROM ${TABLE_OF[entity]} WHERE store_id = ? AND ${column} = ?`,
  );
  return stores.flatMap((store) => {
    const row = find.get(store.id, wooId === undefined ? reference : Number(wooId));
    return row === undefined ? [] : [{ id: row.id, entity, storeId: store.id, storeName: store.name }];
  });
}

/** The store for a new record: the chosen one, or the only one. */
export function storeForNew(engine: Pick<CliEngine, 'db'>, name: string | undefined): Result<KnownStore, CliFailure> {
  const chosen = chosenStore(engine, name);
  if (!chosen.ok) return chosen;
  if (chosen.value !== null) return ok(chosen.value);
  const stores = allStores(engine);
  const [only] = stores;
  if (only === undefined) return failed({ type: 'NoStores' });
  return stores.length === 1
    ? ok(only)
    : misused(`There are several stores: ${names(stores)}. Choose one with --store.`);
}

/** Unwraps an engine's answer. */
export function unwrap<T>(result: Result<T, { readonly type: string }>): Result<T, CliFailure> {
  return result.ok ? result : failed(result.error);
}
