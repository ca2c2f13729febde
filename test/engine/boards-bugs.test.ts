import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BoardDesk } from '../support/board-fixture.ts';
import { DAY_MS, insertBoardStore, insertRefusal, openDesk, resolveRefusals } from '../support/board-fixture.ts';

let desk: BoardDesk;
beforeEach(async () => {
  desk = await openDesk();
  insertBoardStore(desk.db, 'shop');
});
afterEach(() => desk.close());

const SKU = 'product_invalid_sku/sku/products';
const iso = (ms: number): string => new Date(ms).toISOString();
const bug = (title: string, more: object = {}): string =>
  desk.ask('bugs.create', { title, severity: 'major', ...more }).id;
const list = (tab: 'intake' | 'snoozed' | 'open' | 'ended'): readonly string[] =>
  desk.ask('bugs.list', { tab }).rows.map((row) => row.title);
const refuse = (id: string, more: object = {}): void => insertRefusal(desk.db, { id, at: desk.now(), ...more });

describe('bugs', () => {
  test('[BUG2] each is in one tab: reported, snoozed until its time, accepted, ended', () => {
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((title) => bug(title)) as [
      string,
      string,
      string,
      string,
      string,
    ];
    desk.ask('bugs.snooze', { id: b, until: iso(desk.now() + DAY_MS) });
    expect(desk.refusal('bugs.snooze', { id: a, until: iso(desk.now()) })).toBe('until in-the-past');
    desk.ask('bugs.accept', { id: c });
    desk.ask('bugs.decline', { id: d, reason: 'Not ours' });
    desk.ask('bugs.duplicate', { id: e, of: c });
    expect(desk.ask('bugs.list', {}).tabs).toEqual({ intake: 1, snoozed: 1, open: 1, ended: 2 });
    expect([list('intake'), list('snoozed'), list('open'), list('ended')]).toEqual([['a'], ['b'], ['c'], ['d', 'e']]);
    desk.advance(DAY_MS);
    expect(list('intake')).toEqual(['a', 'b']);
    desk.ask('bugs.wake', { id: b });
    // whoever works on it has taken it on
    desk.ask('bugs.edit', { id: b, changes: { status: 'investigating' } });
    expect(list('open')).toEqual(['b', 'c']);
    expect(desk.ask('bugs.get', { id: d })).toMatchObject({
      intake: 'declined',
      resolution_notes: 'Not ours',
      key: 'BUG-4',
    });
    expect(desk.ask('bugs.get', { id: e }).duplicateOf).toMatchObject({ key: 'BUG-3' });
  });

  test('the worst come first; filters and search narrow rows and counts alike', () => {
    bug('minor one', { severity: 'minor', accepted: true });
    bug('blocker', { severity: 'blocker', accepted: true, assigned_to: desk.me });
    expect(list('open')).toEqual(['blocker', 'minor one']);
    expect(desk.ask('bugs.list', { severity: ['minor'] }).tabs.open).toBe(1);
    expect(desk.ask('bugs.list', { assignees: [''] }).rows.map((row) => row.title)).toEqual(['minor one']);
    expect(desk.ask('bugs.list', { search: 'BUG-2' }).rows).toHaveLength(1);
    expect(desk.ask('bugs.list', { search: 'block' }).rows).toHaveLength(1);
  });

  test('[BUG1] ending says when, opening again clears it, from one end to another keeps the first time', () => {
    const id = bug('b', { accepted: true });
    desk.ask('bugs.edit', {
      id,
      changes: { status: 'resolved', root_cause: 'A typo', affected_files: ['a.php', 'a.php'] },
    });
    const at = desk.ask('bugs.get', { id }).resolved_at;
    expect(at).toBe(iso(desk.now()));
    desk.advance(1000);
    desk.ask('bugs.edit', { id, changes: { status: 'closed' } });
    expect(desk.ask('bugs.get', { id })).toMatchObject({
      resolved_at: at,
      root_cause: 'A typo',
      affected_files: ['a.php'],
    });
    desk.ask('bugs.edit', { id, changes: { status: 'open' } });
    expect(desk.ask('bugs.get', { id }).resolved_at).toBeNull();
    expect(desk.refusal('bugs.edit', { id, changes: { introduced_by_task_id: 'none' } })).toBe(
      'introduced_by_task_id unknown',
    );
    expect(desk.refusal('bugs.create', { title: ' ', severity: 'minor' })).toBe('title required');
  });

  test('[BUG2] accepting may make a task, whose end resolves the bug', () => {
    const id = bug('Wrong VAT', { severity: 'critical' });
    const { task } = desk.ask('bugs.accept', { id, task: true });
    expect(desk.ask('tasks.get', { id: task?.id ?? '' })).toMatchObject({
      type: 'bug',
      priority: 'critical',
      bugs: [{ key: 'BUG-1', relation: 'resolves' }],
    });
    desk.ask('tasks.move', { ids: [task?.id ?? ''], status: 'done' });
    expect(desk.ask('bugs.get', { id })).toMatchObject({ status: 'resolved', resolvedBy: { key: 'BR-1' } });
  });

  test('[BUG3] a duplicate hands its causes over, and nothing is its own duplicate, also not around corners', () => {
    refuse('e1');
    const { link } = desk.ask('boards.fromErrorGroup', { fingerprint: SKU, as: 'bug' });
    const [a, b, c] = [link.bug?.id ?? '', bug('b'), bug('c')];
    desk.ask('bugs.duplicate', { id: a, of: b });
    expect(desk.ask('boards.errorLinks', { fingerprints: [SKU] })).toMatchObject([{ bug: { title: 'b' }, open: 1 }]);
    expect(desk.refusal('bugs.duplicate', { id: b, of: b })).toBe('of itself');
    expect(desk.refusal('bugs.duplicate', { id: b, of: a })).toBe('of itself');
    desk.ask('bugs.duplicate', { id: c, of: a });
    expect(desk.ask('bugs.get', { id: c }).duplicateOf?.title).toBe('b');
    expect(desk.refusal('bugs.duplicate', { id: c, of: 'none' })).toBe('of unknown');
  });
});

describe('refusals', () => {
  test('[BUG4] a cause becomes one bug or task, linked both ways; asked again, it is the same', () => {
    expect(desk.refusal('boards.fromErrorGroup', { fingerprint: SKU, as: 'bug' })).toBe('fingerprint nothing-open');
    refuse('e1', { message: 'SKU   is\nalready in use' });
    refuse('e2');
    const made = desk.ask('boards.fromErrorGroup', { fingerprint: SKU, as: 'bug', title: '' });
    expect(made).toMatchObject({
      isNew: true,
      link: { open: 2, error_code: 'product_invalid_sku', field: 'sku', task: null, bug: { key: 'BUG-1' } },
    });
    expect(desk.ask('boards.fromErrorGroup', { fingerprint: SKU, as: 'task' })).toEqual({
      isNew: false,
      link: made.link,
    });
    const id = made.link.bug?.id ?? '';
    expect(desk.ask('bugs.get', { id })).toMatchObject({
      intake: 'accepted',
      refused: 2,
      errorLinks: [{ fingerprint: SKU }],
    });
    expect(desk.ask('bugs.get', { id }).description).toContain('`product_invalid_sku`');
    // of one store it is a cause of its own
    const own = desk.ask('boards.fromErrorGroup', {
      fingerprint: SKU,
      storeId: 'shop',
      as: 'task',
      title: 'Free the SKUs',
    });
    expect(own.link).toMatchObject({ store_id: 'shop', task: { title: 'Free the SKUs', key: 'BR-1' } });
    expect(desk.ask('tasks.get', { id: own.link.task?.id ?? '' })).toMatchObject({
      type: 'bug',
      errorLinks: [{ open: 2 }],
    });
    desk.ask('boards.unlinkError', { id: own.link.id });
    expect(desk.ask('boards.errorLinks', { fingerprints: [SKU, 'x'] })).toHaveLength(1);
    expect(desk.ask('boards.fromErrorGroup', { fingerprint: SKU, storeId: 'shop', as: 'bug' })).toMatchObject({
      isNew: true,
      link: { id: own.link.id, task: null },
    });
  });

  test('[BUG5] resolving a bug, and finishing a task, tries the refusals of its causes again and gives none up', () => {
    refuse('e1');
    refuse('e2');
    const { link } = desk.ask('boards.fromErrorGroup', { fingerprint: SKU, as: 'bug' });
    const id = link.bug?.id ?? '';
    expect(desk.ask('bugs.edit', { id, changes: { status: 'wont_fix' } }).retried).toBe(0);
    expect(desk.ask('bugs.resolve', { id, resolution_notes: 'Freed' })).toEqual({ retried: 2 });
    expect(desk.fixed).toEqual([{ fingerprint: SKU, storeId: null }]);
    expect(desk.ask('bugs.resolve', { id })).toEqual({ retried: 0 });
    refuse('e3', { fingerprint: 'other//products' });
    const task = desk.ask('boards.fromErrorGroup', { fingerprint: 'other//products', storeId: 'shop', as: 'task' }).link
      .task;
    desk.ask('tasks.editMany', { ids: [task?.id ?? ''], changes: { status: 'done' } });
    expect(desk.fixed[1]).toEqual({ fingerprint: 'other//products', storeId: 'shop' });
    expect(desk.db.prepare(`SELECT count(*) FROM sync_errors WHERE resolved = 0`).pluck().get()).toBe(3);
  });

  test('[BUG6] bug and task follow their refusals: gone, they are resolved; refused again, they are open again', () => {
    refuse('e1');
    refuse('e2', { fingerprint: 'other//products' });
    const bugId = desk.ask('boards.fromErrorGroup', { fingerprint: SKU, as: 'bug' }).link.bug?.id ?? '';
    const taskId =
      desk.ask('boards.fromErrorGroup', { fingerprint: 'other//products', as: 'task' }).link.task?.id ?? '';
    const states = (): readonly string[] => [
      desk.ask('bugs.get', { id: bugId }).status,
      desk.ask('tasks.get', { id: taskId }).status,
    ];
    desk.boards.noteOthers();
    expect(states()).toEqual(['open', 'todo']);
    desk.advance(1000);
    resolveRefusals(desk.db, desk.now());
    desk.boards.noteOthers();
    expect(states()).toEqual(['resolved', 'done']);
    expect(desk.ask('boards.errorLinks', { fingerprints: [SKU] })[0]?.resolved_at).toBe(iso(desk.now()));
    desk.advance(1000);
    refuse('e3');
    refuse('e4', { fingerprint: 'other//products' });
    desk.told();
    desk.boards.noteOthers();
    expect(states()).toEqual(['open', 'todo']);
    expect(desk.told()).toContain('bug_reports');
    desk.boards.noteOthers();
    expect(desk.told()).toEqual([]);
  });

  test('[BUG6] resolved by a person and refused again at the retry, a bug opens again; not to be fixed stays so', () => {
    refuse('e1');
    const id = desk.ask('boards.fromErrorGroup', { fingerprint: SKU, as: 'bug' }).link.bug?.id ?? '';
    desk.advance(1000);
    desk.ask('bugs.resolve', { id });
    desk.boards.noteOthers();
    expect(desk.ask('bugs.get', { id }).status).toBe('resolved');
    desk.advance(1000);
    desk.db.prepare(`UPDATE sync_errors SET last_seen_at = ?`).run(desk.now());
    desk.boards.noteOthers();
    expect(desk.ask('bugs.get', { id })).toMatchObject({ status: 'open', resolved_at: null });
    desk.ask('bugs.edit', { id, changes: { status: 'wont_fix' } });
    desk.advance(1000);
    desk.db.prepare(`UPDATE sync_errors SET last_seen_at = ?`).run(desk.now());
    desk.boards.noteOthers();
    expect(desk.ask('bugs.get', { id }).status).toBe('wont_fix');
  });

  test('[BUG6] a bug with two causes waits for the last refusal of both', () => {
    refuse('e1');
    refuse('e2', { fingerprint: 'other//products' });
    const id = desk.ask('boards.fromErrorGroup', { fingerprint: SKU, as: 'bug' }).link.bug?.id ?? '';
    const second = desk.ask('boards.fromErrorGroup', { fingerprint: 'other//products', as: 'bug' }).link.bug?.id ?? '';
    desk.ask('bugs.duplicate', { id: second, of: id });
    desk.db.prepare(`UPDATE sync_errors SET resolved = 1 WHERE id = 'e1'`).run();
    desk.boards.noteOthers();
    expect(desk.ask('bugs.get', { id })).toMatchObject({ status: 'open', refused: 1 });
    resolveRefusals(desk.db, desk.now());
    desk.boards.noteOthers();
    expect(desk.ask('bugs.get', { id })).toMatchObject({ status: 'resolved', refused: 0 });
  });
});
