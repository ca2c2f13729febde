import { m } from '../../paraglide/messages.js';

const FIELDS: Readonly<Record<string, () => string>> = {
  title: m.board_col_title,
  status: m.board_col_status,
  type: m.board_col_type,
  priority: m.board_col_priority,
  assigned_to: m.board_col_assignee,
  sprint_id: m.board_col_sprint,
  estimated_minutes: m.board_col_estimate,
  start_date: m.board_field_start,
  due_date: m.board_col_due,
  tags: m.board_field_tags,
  related_files: m.board_field_files,
};

/** A column of a task in the person's language; one that has no words here keeps its name. */
export function taskFieldWords(field: string): string {
  return FIELDS[field]?.() ?? field;
}
