import type { WritableDb } from '../../src/engine/database/database.ts';
import type { SharedTable } from '../../src/engine/team/shared-table.ts';

/** Tables that only tests share, one of each kind of column: how rows travel must not depend on what the boards become. */
const COMMON = [
  { name: 'created_at', type: 'time' },
  { name: 'updated_at', type: 'time', isCentrals: true },
  { name: 'deleted_at', type: 'time' },
] as const;

export const CARD_TABLES: readonly SharedTable[] = [
  {
    table: 'card_lists',
    centralTable: 'card_lists',
    columns: [{ name: 'name', type: 'text' }, ...COMMON],
    rank: 0,
    meeting: 'merge',
    groups: [],
    fieldsThatNeverAsk: ['created_at'],
    resource: 'projects',
  },
  {
    table: 'cards',
    centralTable: 'cards',
    columns: [
      { name: 'list_id', type: 'text' },
      { name: 'title', type: 'text' },
      { name: 'body', type: 'text' },
      { name: 'status', type: 'text' },
      { name: 'position', type: 'text' },
      { name: 'hours', type: 'decimal' },
      { name: 'points', type: 'number' },
      { name: 'tags', type: 'json' },
      { name: 'facts', type: 'json', ifNull: 'null' },
      { name: 'is_urgent', type: 'boolean', centralName: 'urgent' },
      { name: 'due_date', type: 'day' },
      { name: 'starts_at', type: 'time' },
      { name: 'ends_at', type: 'time' },
      { name: 'created_by', type: 'person' },
      ...COMMON,
    ],
    rank: 1,
    meeting: 'merge',
    groups: [
      ['status', 'position'],
      ['starts_at', 'ends_at'],
    ],
    fieldsThatNeverAsk: ['created_at', 'created_by', 'status', 'position'],
    resource: 'projects',
  },
  {
    table: 'card_notes',
    centralTable: 'card_notes',
    columns: [
      { name: 'card_id', type: 'text' },
      { name: 'note', type: 'text' },
      { name: 'created_by', type: 'person' },
      ...COMMON,
    ],
    rank: 2,
    meeting: 'append',
    groups: [],
    fieldsThatNeverAsk: ['created_at', 'created_by'],
    resource: 'projects',
  },
  {
    table: 'card_answers',
    centralTable: 'card_answers',
    columns: [{ name: 'card_id', type: 'text' }, { name: 'answer', type: 'text' }, ...COMMON],
    rank: 2,
    meeting: 'first',
    groups: [],
    fieldsThatNeverAsk: [],
    resource: 'projects',
  },
  {
    table: 'card_rules',
    centralTable: 'card_rules',
    columns: [{ name: 'rule', type: 'text' }, ...COMMON],
    rank: 0,
    meeting: 'read-only',
    groups: [],
    fieldsThatNeverAsk: [],
    resource: 'settings',
  },
];

export const CARD_TABLES_IN_MIRROR = `
  CREATE TABLE card_lists (id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER, updated_at INTEGER, deleted_at INTEGER) STRICT;
  CREATE TABLE cards (id TEXT PRIMARY KEY, list_id TEXT, title TEXT NOT NULL, body TEXT, status TEXT NOT NULL DEFAULT 'todo',
    position TEXT NOT NULL DEFAULT 'a', hours TEXT, points INTEGER, tags TEXT NOT NULL DEFAULT '[]', facts TEXT NOT NULL DEFAULT '{}',
    is_urgent INTEGER NOT NULL DEFAULT 0, due_date TEXT, starts_at INTEGER, ends_at INTEGER, created_by TEXT,
    local_note TEXT, created_at INTEGER, updated_at INTEGER, deleted_at INTEGER) STRICT;
  CREATE TABLE card_notes (id TEXT PRIMARY KEY, card_id TEXT NOT NULL, note TEXT NOT NULL, created_by TEXT, created_at INTEGER,
    updated_at INTEGER, deleted_at INTEGER) STRICT;
  CREATE TABLE card_answers (id TEXT PRIMARY KEY, card_id TEXT NOT NULL, answer TEXT NOT NULL UNIQUE, created_at INTEGER,
    updated_at INTEGER, deleted_at INTEGER) STRICT;
  CREATE TABLE card_rules (id TEXT PRIMARY KEY, rule TEXT NOT NULL, created_at INTEGER, updated_at INTEGER, deleted_at INTEGER) STRICT;`;

/** With rights and triggers as a migration makes them. */
export const CARD_TABLES_AT_CENTRAL = `
  SET ROLE app_owner;
  CREATE TABLE card_lists (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
  CREATE TABLE cards (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), list_id uuid REFERENCES card_lists (id), title text NOT NULL CHECK (length(title) <= 100),
    body text, status text NOT NULL DEFAULT 'todo', position text NOT NULL DEFAULT 'a', hours numeric CHECK (hours > 0), points integer,
    tags text[] NOT NULL DEFAULT '{}', facts jsonb NOT NULL DEFAULT '{}', urgent boolean NOT NULL DEFAULT false, due_date date,
    starts_at timestamptz, ends_at timestamptz, created_by uuid, CHECK (ends_at > starts_at));
  CREATE TABLE card_notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), card_id uuid NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    note text NOT NULL, created_by uuid);
  CREATE TABLE card_answers (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), card_id uuid NOT NULL, answer text NOT NULL);
  CREATE TABLE card_rules (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), rule text NOT NULL);
  DO $$
  DECLARE
    name text;
  BEGIN
    FOREACH name IN ARRAY ARRAY['card_lists', 'cards', 'card_notes', 'card_answers', 'card_rules'] LOOP
      EXECUTE format('ALTER TABLE %I ADD COLUMN organization_id uuid NOT NULL REFERENCES organizations (id), ADD COLUMN created_at timestamptz DEFAULT now(),
        ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN deleted_at timestamptz', name);
      PERFORM mirror_table(name::regclass);
      EXECUTE format('CREATE TRIGGER leave_tombstone AFTER DELETE ON %I FOR EACH ROW EXECUTE FUNCTION leave_tombstone()', name);
      EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()', name);
      EXECUTE format('GRANT SELECT ON %I TO app_user', name);
      PERFORM auth.open_by_permission(name::regclass, CASE name WHEN 'card_rules' THEN NULL ELSE 'projects' END,
        reading => '(SELECT auth.may(''projects:read''))', deletable => name <> 'card_rules');
    END LOOP;
  END $$;
  SELECT auth.seal();
  RESET ROLE;`;

export function createCardTables(db: WritableDb): void {
  db.exec(CARD_TABLES_IN_MIRROR);
}
