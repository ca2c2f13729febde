import { z } from 'zod';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { createBoards } from '../../src/engine/boards/create-boards.ts';
import type { Boards } from '../../src/engine/boards/create-boards.ts';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import type { ProjectAlert } from '../../src/shared/contract/boards-alerts.ts';
import type { TaskReference } from '../../src/shared/contract/boards-common.ts';
import { boardMethods } from '../../src/shared/contract/boards.ts';
import type { Result } from '../../src/shared/result.ts';
import { openTestMirror } from './test-mirror.ts';

type Methods = typeof boardMethods;
export type BoardMethod = keyof Methods;
type InputOf<M extends BoardMethod> = z.input<Methods[M]['input']>;
type OutputOf<M extends BoardMethod> = z.output<Methods[M]['output']>;
type Tagged = { readonly type: string; readonly field?: string; readonly reason?: string };

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** A Friday morning, 08:00 in Jerusalem. */
export const FRIDAY = Date.UTC(2026, 10, 20, 6, 0, 0);

export type BoardDesk = {
  readonly db: WritableDb;
  readonly boards: Boards;
  readonly me: string;
  readonly now: () => number;
  readonly advance: (ms: number) => void;
  readonly setNow: (ms: number) => void;
  /** One method with the contract's checks on both sides; throws on an error. */
  readonly ask: <M extends BoardMethod>(method: M, input: InputOf<M>) => OutputOf<M>;
  /** The error of a call that must not succeed: `type`, or `field reason` of a refused field. */
  readonly refusal: <M extends BoardMethod>(method: M, input: InputOf<M>) => string;
  readonly task: (title: string, more?: Omit<InputOf<'tasks.create'>, 'title'>) => TaskReference;
  /** Tables that were told as changed since the last look. */
  readonly told: () => readonly string[];
  readonly alerts: ProjectAlert[][];
  readonly timers: unknown[];
  readonly fixed: unknown[];
  readonly close: () => void;
};

export type DeskOptions = {
  readonly seed?: number;
  readonly now?: number;
  readonly db?: WritableDb;
  readonly timeZone?: string;
};

/** The boards' engine on a mirror in memory, with a clock that only the test moves. */
export async function openDesk(options: DeskOptions = {}): Promise<BoardDesk> {
  const db = options.db ?? (await openTestMirror());
  let now = options.now ?? FRIDAY;
  const clock = { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() };
  let tables: string[] = [];
  const alerts: ProjectAlert[][] = [];
  const timers: unknown[] = [];
  const fixed: unknown[] = [];
  const boards = createBoards({
    db,
    clock,
    newId: createUuidV7({ clock, random: createSeededRandom(options.seed ?? 1) }),
    timeZone: () => options.timeZone ?? 'Asia/Jerusalem',
    onChange: (change) => tables.push(...change.tables),
    onFixed: (causes) => fixed.push(...causes),
    onTimer: (timer) => timers.push(timer),
    onAlerts: ({ raised }) => alerts.push([...raised]),
  });
  function call<M extends BoardMethod>(method: M, input: InputOf<M>): Result<OutputOf<M>, Tagged> {
    const contract = boardMethods[method];
    const handler = boards.handlers[method] as (value: unknown, context: unknown) => Result<unknown, Tagged>;
    const answer = handler(contract.input.parse(input), { signal: new AbortController().signal });
    return answer.ok ? { ok: true, value: z.parse(contract.output, answer.value) as OutputOf<M> } : answer;
  }
  const ask: BoardDesk['ask'] = (method, input) => {
    const answer = call(method, input);
    if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
    return answer.value;
  };
  return {
    db,
    boards,
    me: String(db.prepare(`SELECT id FROM people WHERE is_me = 1`).pluck().get()),
    now: () => now,
    advance: (ms) => void (now += ms),
    setNow: (ms) => void (now = ms),
    ask,
    refusal: (method, input) => {
      const answer = call(method, input);
      if (answer.ok) throw new Error(`${method} was not refused`);
      const { type, field, reason } = answer.error;
      return type === 'FieldRefused' ? `${field} ${reason}` : type;
    },
    task: (title, more = {}) => ask('tasks.create', { ...more, title }),
    told: () => {
      const seen = [...new Set(tables)].toSorted();
      tables = [];
      return seen;
    },
    alerts,
    timers,
    fixed,
    close: () => db.close(),
  };
}

export type TestRefusal = {
  readonly id: string;
  readonly at: number;
  readonly fingerprint?: string;
  readonly storeId?: string;
  readonly message?: string;
};

/** A store, and a refusal of it as the sending leaves it. */
export function insertBoardStore(db: WritableDb, id: string, currency = 'ILS'): void {
  db.prepare(
    `INSERT INTO stores (id, name, url, currency, created_at, updated_at) VALUES (@id, @id, 'https://shop.test', @currency, 1, 1)`,
  ).run({ id, currency });
}

export function insertRefusal(db: WritableDb, refusal: TestRefusal): void {
  const {
    id,
    at,
    fingerprint = 'product_invalid_sku/sku/products',
    storeId = 'shop',
    message = 'SKU is taken',
  } = refusal;
  db.prepare(
    `INSERT INTO sync_errors (id, store_id, entity_type, entity_id, error_code, error_message, http_status, field, recovery, meaning,
       created_at, last_seen_at, class, fingerprint, first_seen_at)
     VALUES (@id, @storeId, 'products', @id, @code, @message, 400, 'sku', 'retry-after-edit', 'kept-locally', @at, @at, 'duplicate', @fingerprint, @at)`,
  ).run({ id, storeId, code: fingerprint.split('/')[0], message, at, fingerprint });
}

export function resolveRefusals(db: WritableDb, at: number): void {
  db.prepare(`UPDATE sync_errors SET resolved = 1, resolved_at = ? WHERE resolved = 0`).run(at);
}
