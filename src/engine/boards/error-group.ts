import type { ErrorLink } from '../../shared/contract/boards-common.ts';
import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext, BoardResult, Done } from './board-command.ts';
import { notFound, refuse } from './board-command.ts';
import { exists, markDeleted, putDerived } from './board-rows.ts';
import { createBug } from './bug-commands.ts';
import { derivedId } from './derived-id.ts';
import { linkById } from './error-links.ts';
import { createTask } from './task-commands.ts';

type GroupRow = {
  readonly error_code: string;
  readonly error_message: string;
  readonly entity_type: string;
  readonly field: string | null;
  readonly n: number;
};
type Input = {
  readonly fingerprint: string;
  readonly storeId: string | null;
  readonly as: 'bug' | 'task';
  readonly title: string;
};
const LONGEST_TITLE = 200;

/**
 * Makes a bug or a task of a cause of refusals and links both ways. A cause has one: asked again, that one is the answer,
 * also from another desktop. [BUG4]
 */
export function fromErrorGroup(
  context: BoardContext,
  input: Input,
): BoardResult<{ readonly link: ErrorLink; readonly isNew: boolean }> {
  const known = knownLink(context, input);
  if (known !== null) return ok({ link: known, isNew: false });
  const id = linkId(context, input);
  const group = prepared<GroupRow>(
    context.db,
    `SELECT error_code, error_message, entity_type, field, count(*) OVER () AS n FROM sync_errors
     WHERE resolved = 0 AND fingerprint = @fingerprint AND (@storeId IS NULL OR store_id = @storeId)
     ORDER BY last_seen_at DESC, id DESC LIMIT 1`,
  ).get({ fingerprint: input.fingerprint, storeId: input.storeId });
  if (group === undefined) return refuse('fingerprint', 'nothing-open');
  const owner = input.as === 'bug' ? bugOf(context, group, input.title) : taskOf(context, group, input.title);
  if (!owner.ok) return owner;
  putDerived(context, 'error_links', id, {
    fingerprint: input.fingerprint,
    store_id: input.storeId,
    bug_report_id: input.as === 'bug' ? owner.value.id : null,
    task_id: input.as === 'task' ? owner.value.id : null,
    error_code: group.error_code,
    entity_type: group.entity_type,
    field: group.field,
    resolved_at: null,
    created_by: context.me,
  });
  // triage shows it beside its groups
  context.touch('sync_errors', id);
  const link = linkById(context.db, id);
  return link === null ? notFound('error_links', id) : ok({ link, isNew: true });
}

/** The link of this cause; of two that desktops made at once, the first. */
function knownLink(context: BoardContext, input: Input): ErrorLink | null {
  const row = prepared<{ id: string }>(
    context.db,
    `SELECT id FROM error_links WHERE fingerprint = @fingerprint AND store_id IS @storeId AND deleted_at IS NULL
     ORDER BY created_at, id LIMIT 1`,
  ).get({ fingerprint: input.fingerprint, storeId: input.storeId });
  return row === undefined ? null : linkById(context.db, row.id);
}

/**
 * Made of the cause and the store, or of all stores that it is about: the same on the desktops of one team, and never that
 * of another team, which has other stores.
 */
function linkId(context: BoardContext, { fingerprint, storeId }: Input): string {
  if (storeId !== null) return derivedId('error-link', fingerprint, storeId);
  const stores = prepared<{ id: string }>(context.db, `SELECT id FROM stores ORDER BY id`).all();
  return derivedId('error-link', fingerprint, '*', ...stores.map(({ id }) => id));
}

function bugOf(context: BoardContext, group: GroupRow, title: string): BoardResult<{ readonly id: string }> {
  return createBug(context, {
    title: titleOf(group, title),
    description: descriptionOf(group),
    severity: 'major',
    accepted: true,
  });
}

function taskOf(context: BoardContext, group: GroupRow, title: string): BoardResult<{ readonly id: string }> {
  return createTask(context, {
    title: titleOf(group, title),
    description: descriptionOf(group),
    type: 'bug',
    priority: 'high',
    place: { at: 'top' },
  });
}

function titleOf(group: GroupRow, title: string): string {
  const own = title.trim() === '' ? group.error_message.trim() : title;
  const line = (own === '' ? group.error_code : own).replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE - 1)}…` : line;
}

/** What the store said, without words of ours: codes, and its own sentence as a quotation. */
function descriptionOf(group: GroupRow): string {
  const about = [group.error_code, group.entity_type, group.field].filter((part) => part !== null);
  const said = group.error_message.replaceAll(/\s+/g, ' ').trim();
  return `${about.map((part) => `\`${part}\``).join(' · ')} (${group.n})${said === '' ? '' : `\n\n> ${said}`}`;
}

export function unlinkError(context: BoardContext, id: string): BoardResult<Done> {
  if (!exists(context.db, 'error_links', id)) return notFound('error_links', id);
  markDeleted(context, 'error_links', id);
  context.touch('sync_errors', id);
  return ok({});
}
