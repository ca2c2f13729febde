import { randomUUID } from 'node:crypto';
import { createCentralModel } from '../simulation/central-model.ts';
import { modelTableOf } from '../simulation/central-model-tables.ts';
import type { ModelTable } from '../simulation/central-model-tables.ts';
import type { BenchPerson, TeamBench } from './team-bench.ts';
import { CARD_TABLES } from './team-cards.ts';

const isAfter = (one: unknown, other: unknown): boolean =>
  one === null || other === null || Date.parse(String(one)) > Date.parse(String(other));

/** What CARD_TABLES_AT_CENTRAL says in SQL. */
const SHAPES: Readonly<Record<string, Parameters<typeof modelTableOf>[1]>> = {
  card_lists: { required: ['name'] },
  cards: {
    required: ['title', 'status', 'position', 'tags', 'urgent'],
    fallbacks: { status: 'todo', position: 'a', tags: [], facts: {}, urgent: false },
    parents: [{ column: 'list_id', table: 'card_lists', onDelete: 'refuse' }],
    check: ({ title, hours, starts_at, ends_at }) => {
      if (String(title).length > 100) return 'title';
      if (hours !== null && Number(hours) <= 0) return 'hours';
      return isAfter(ends_at, starts_at) ? null : 'starts_at';
    },
  },
  card_notes: { required: ['card_id', 'note'], parents: [{ column: 'card_id', table: 'cards', onDelete: 'cascade' }] },
  card_answers: { required: ['card_id', 'answer'] },
  card_rules: { required: ['rule'] },
};

export const CARD_TABLES_IN_MODEL: readonly ModelTable[] = CARD_TABLES.map((table) =>
  modelTableOf(table, SHAPES[table.table]),
);

const ORGANIZATIONS = { A: randomUUID(), B: randomUUID() } as const;

/** The model of central behind the scenarios. */
export function createModelBench(given: { readonly now?: () => number; readonly pageRows?: number } = {}): TeamBench {
  const model = createCentralModel({ tables: CARD_TABLES_IN_MODEL, now: Date.now, ...given });
  const ids = new Map<BenchPerson, string>();
  const readless = new Set<BenchPerson>();
  const writeless = new Set<BenchPerson>();
  const toggle = (set: Set<BenchPerson>, person: BenchPerson, may: boolean): Promise<void> => {
    if (may) set.delete(person);
    else set.add(person);
    return Promise.resolve();
  };
  const inTransaction = (work: (open: ReturnType<typeof model.begin>) => void): Promise<void> => {
    const open = model.begin();
    work(open);
    open.commit();
    return Promise.resolve();
  };
  return {
    enter: (person) => {
      const id = ids.get(person) ?? randomUUID();
      ids.set(person, id);
      const organizationId = person === 'ownerB' ? ORGANIZATIONS.B : ORGANIZATIONS.A;
      const deviceId = randomUUID();
      const server = model.enter(
        {
          id,
          organizationId,
          mayRead: () => !readless.has(person),
          mayWrite: (table) => table !== 'card_rules' && person !== 'viewerA' && !writeless.has(person),
          mayDelete: (table) => table !== 'card_rules' && person.startsWith('owner'),
        },
        deviceId,
      );
      return Promise.resolve({ server, identity: { organizationId, personId: id, deviceId } });
    },
    rows: (table) =>
      Promise.resolve(
        model.rows(table).map(({ key, content }) => ({
          ...content,
          id: key,
          ...(typeof content['hours'] === 'string' ? { hours: Number(content['hours']) } : {}),
        })),
      ),
    insert: async (table, { id = randomUUID(), ...fields }) => {
      await inTransaction((open) => open.insert(table, String(id), ORGANIZATIONS.A, fields));
      return String(id);
    },
    update: (table, id, fields) => inTransaction((open) => open.update(table, id, fields)),
    remove: (table, id) => inTransaction((open) => open.remove(table, id)),
    insertLate: (table, fields) => {
      const open = model.begin();
      open.insert(table, randomUUID(), ORGANIZATIONS.A, fields);
      return Promise.resolve(() => Promise.resolve(open.commit()));
    },
    setMayWrite: (person, may) => toggle(writeless, person, may),
    setMayRead: (person, may) => toggle(readless, person, may),
    forgetTombstones: () => Promise.resolve(model.forgetTombstones()),
    changeHistory: () => Promise.resolve(model.changeHistory('another')),
  };
}
