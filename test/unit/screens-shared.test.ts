import { describe, expect, test } from 'vitest';
import {
  refusalReason,
  sharedDecisionDetail,
  sharedField,
  sharedKind,
  sharedLabel,
  sharedValueText,
} from '../../src/renderer/screens/sync/shared-words.ts';
import { SHARED_BOARDS } from '../../src/engine/team/shared-boards.ts';
import { sentColumns } from '../../src/engine/team/shared-table.ts';

const NAMES = {
  person: (id: string) => (id === 'p1' ? 'Noa Amar' : null),
  other: (field: string, id: string) => (field === 'sprint_id' && id === 's1' ? 'Sprint 12' : null),
};
const textOf = (table: string, field: string, value: string | number | null) =>
  sharedValueText(table, field, value, NAMES, 'en');

describe('[INBOX1] rows of the team in words', () => {
  test('[INBOX1] every shared table has a name, and every field that can be asked about has one', () => {
    for (const table of SHARED_BOARDS) {
      expect(sharedKind(table.table)).not.toBe(table.table);
      if (table.meeting !== 'merge') continue;
      const asked = sentColumns(table).filter(({ name }) => !table.fieldsThatNeverAsk.includes(name));
      for (const { name } of asked)
        if (!INTERNAL.test(name)) expect(sharedField(table.table, name), name).not.toBe(name);
    }
  });

  test('[INBOX1] values are told as people know them', () => {
    expect(textOf('tasks', 'assigned_to', 'p1')).toBe('Noa Amar');
    expect(textOf('tasks', 'sprint_id', 's1')).toBe('Sprint 12');
    expect(textOf('tasks', 'estimated_minutes', 90)).toContain('1');
    expect(textOf('tasks', 'tags', '["shop","tax"]')).toBe('shop, tax');
    expect(textOf('tasks', 'tags', '[]')).toBeNull();
    expect(textOf('tasks', 'priority', 'critical')).toBe('Critical');
    expect(textOf('board_views', 'is_shared', 1)).toBe('Yes');
    expect(textOf('sprints', 'start_date', Date.UTC(2026, 10, 20, 12))).toContain('2026');
    expect(textOf('tasks', 'due_date', '2026-11-20')).toBe('2026-11-20');
    expect(textOf('tasks', 'description', '')).toBeNull();
    // what nobody knows stands for itself and is not hidden
    expect(textOf('tasks', 'assigned_to', 'p2')).toBe('p2');
    expect(textOf('tasks', 'tags', 'not json')).toBe('not json');
  });

  test('[INBOX1] a row without a name goes by its kind', () => {
    expect(sharedLabel({ table: 'task_links', label: null })).toBe('Link of two tasks');
    expect(sharedLabel({ table: 'tasks', label: 'Lamp' })).toBe('Lamp');
    const fields = ['title', 'due_date'].map((name) => ({ name, base: null, mine: 'a', theirs: 'b' }));
    const decision = { id: 'd', table: 'tasks', key: 'k', label: 'Lamp', detectedAt: '', fields };
    expect(sharedDecisionDetail({ ...decision, kind: 'both_changed' })).toBe('Title, Due');
    expect(sharedDecisionDetail({ ...decision, kind: 'deleted' })).toBe('Deleted by a colleague');
  });

  test('[INBOX1] each reason of the database is told apart', () => {
    const codes = ['42501', '23503', '23505', '23514', '23502', '22001', '22P02', '42P01', 'XX000'];
    expect(new Set(codes.map((code) => refusalReason({ code }))).size).toBe(codes.length);
  });
});

/** Set by rules beside a field that is asked about, or by the engine alone. */
const INTERNAL =
  /_at$|^(?:cause_key|facts|is_read|type|message|fields|deployment_id|user_id|settled_at|snoozed_until)$/;
