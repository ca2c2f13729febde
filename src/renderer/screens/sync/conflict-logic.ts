import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { fieldByColumn } from '../../../shared/domain/fields.ts';
import type { MethodInput } from '../../app/engine-client.tsx';

/** What a person chose for one field. `base` is the last agreed value, `other` one that was typed. */
export type Choice = { readonly side: 'base' | 'mine' | 'theirs' } | { readonly side: 'other'; readonly text: string };
export type Choices = Readonly<Record<string, Choice>>;

/** How a decision is asked: field by field, or as one question about the record or collection. */
export type ConflictForm = 'fields' | 'stock' | 'whole';

export function formOf(kind: ConflictRow['kind']): ConflictForm {
  switch (kind) {
    case 'both_changed':
      return 'fields';
    case 'stock_moved':
      return 'stock';
    case 'deleted_remotely':
    case 'mass_deletion':
    case 'duplicate':
    case 'outcome_unknown':
    case 'store_replaced':
      return 'whole';
  }
}

type Resolutions = MethodInput<'conflicts.resolve'>['fields'];

/** What the engine is told: only fields that were chosen. */
export function toResolutions(conflict: ConflictRow, choices: Choices): Resolutions {
  const resolutions: Resolutions = {};
  for (const { field, base } of conflict.fields) {
    const choice = choices[field];
    if (!choice) continue;
    if (choice.side === 'other') resolutions[field] = { choice: 'value', value: choice.text };
    else if (choice.side === 'base') resolutions[field] = { choice: 'value', value: asTyped(base) };
    else resolutions[field] = { choice: choice.side };
  }
  return resolutions;
}

/** One answer for the whole decision. */
export function wholeAs(side: 'mine' | 'theirs'): Resolutions {
  return { '*': { choice: side } };
}

export function chosenCount(conflict: ConflictRow, choices: Choices): number {
  return conflict.fields.filter(({ field }) => isChosen(choices[field])).length;
}

/** Typing nothing is no answer yet; an empty value is chosen by taking a side that is empty. */
function isChosen(choice: Choice | undefined): boolean {
  return choice !== undefined && (choice.side !== 'other' || choice.text.trim() !== '');
}

/** `+11.00`, `−3`: how far a number moved from what both last agreed; null when it is no number. */
export function movedBy(base: unknown, value: unknown): string | null {
  const from = asNumber(base);
  const to = asNumber(value);
  if (from === null || to === null || from === to) return null;
  const decimals = Math.max(decimalsOf(base), decimalsOf(value));
  const by = (to - from).toFixed(decimals);
  return by.startsWith('-') ? `−${by.slice(1)}` : `+${by}`;
}

function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d+(?:\.\d+)?$/.test(value.trim())) return null;
  return Number(value);
}

function decimalsOf(value: unknown): number {
  return String(value).split('.')[1]?.length ?? 0;
}

/** Whether a value of one's own can be given in place of the sides: a list or a day is taken from one of them. */
export function canBeTyped(entity: ConflictRow['entity'], field: ConflictRow['fields'][number]): boolean {
  const kind = fieldByColumn(entity, field.field)?.kind;
  if (kind === undefined || kind === 'date' || kind === 'boolean') return false;
  return [field.base, field.mine, field.theirs].every((value) => typeof value !== 'object' || value === null);
}

/** Where editing begins: what was chosen, else what stands here. */
export function firstText(field: ConflictRow['fields'][number], choice: Choice | undefined): string {
  if (choice?.side === 'other') return choice.text;
  const value = field[choice?.side ?? (field.field === 'stock_quantity' ? 'theirs' : 'mine')];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A value of the store as the engine reads typed ones: bare times are GMT, nothing is an empty text. */
export function asTyped(value: unknown): unknown {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value) ? `${value}Z` : value;
}

export type ConflictSection = 'shop' | 'both' | 'stock' | 'deleted' | 'unknown';
const SECTION_OF: Readonly<Record<ConflictRow['kind'], ConflictSection>> = {
  both_changed: 'both',
  duplicate: 'both',
  stock_moved: 'stock',
  deleted_remotely: 'deleted',
  mass_deletion: 'deleted',
  outcome_unknown: 'unknown',
  store_replaced: 'shop',
};
// What stops all sending stands first.
const SECTIONS: readonly ConflictSection[] = ['shop', 'both', 'stock', 'deleted', 'unknown'];

/** Decisions under their headings, in a fixed order. */
export function groupConflicts(
  conflicts: readonly ConflictRow[],
): readonly { readonly section: ConflictSection; readonly conflicts: readonly ConflictRow[] }[] {
  return SECTIONS.flatMap((section) => {
    const members = conflicts.filter(({ kind }) => SECTION_OF[kind] === section);
    return members.length === 0 ? [] : [{ section, conflicts: members }];
  });
}
