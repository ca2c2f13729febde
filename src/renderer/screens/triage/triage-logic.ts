import type { TriageGroup, TriageRecord } from '../../../shared/contract/triage.ts';
import type { EntityName } from '../../../shared/domain/entities.ts';
import type { ErrorCauseTag, SafeAction } from '../../../shared/domain/error-classes.ts';
import { EDITABLE_FIELDS, type FieldKind, type FieldSpec } from '../../../shared/domain/fields.ts';

/** A line of the list: a cause, or a record of the cause that is open. */
export type TriageRow =
  | { readonly kind: 'group'; readonly key: string; readonly group: TriageGroup }
  | { readonly kind: 'record'; readonly key: string; readonly group: TriageGroup; readonly record: TriageRecord };

export function keyOfGroup(fingerprint: string): string {
  return `cause ${fingerprint}`;
}

export function keyOfRecord(id: string): string {
  return `record ${id}`;
}

/** The causes, with the records of the open one below it. */
export function rowsOf(
  groups: readonly TriageGroup[],
  openFingerprint: string | null,
  records: readonly TriageRecord[],
): readonly TriageRow[] {
  return groups.flatMap((group): readonly TriageRow[] => {
    const head: TriageRow = { kind: 'group', key: keyOfGroup(group.fingerprint), group };
    if (group.fingerprint !== openFingerprint) return [head];
    return [
      head,
      ...records.map((record) => ({ kind: 'record' as const, key: keyOfRecord(record.id), group, record })),
    ];
  });
}

/**
 * Where the mark stands. A line that went away (retried, resolved) leaves it at the same height, so that the next key
 * acts on the next cause. -1: there are no lines.
 */
export function cursorIn(rows: readonly TriageRow[], key: string | null, lastIndex: number): number {
  const at = rows.findIndex((row) => row.key === key);
  return at >= 0 ? at : Math.min(Math.max(lastIndex, 0), rows.length - 1);
}

/** The next line in a direction, of any kind or only causes; the same one at the end of the list. */
export function stepFrom(rows: readonly TriageRow[], from: number, by: 1 | -1, onlyGroups: boolean): number {
  for (let at = from + by; at >= 0 && at < rows.length; at += by) {
    if (!onlyGroups || rows[at]?.kind === 'group') return at;
  }
  return from;
}

/** What a key or button acts on. */
export type Target = { readonly groups: readonly TriageGroup[]; readonly records: readonly TriageRecord[] };

/** What is selected, else the line with the mark. A record of a selected cause is not counted twice. */
export function targetOf(rows: readonly TriageRow[], selected: ReadonlySet<string>, cursor: TriageRow | null): Target {
  const chosen = rows.filter(({ key }) => selected.has(key));
  const lines = chosen.length > 0 ? chosen : cursor ? [cursor] : [];
  const groups = lines.flatMap((row) => (row.kind === 'group' ? [row.group] : []));
  const whole = new Set(groups.map(({ fingerprint }) => fingerprint));
  const records = lines.flatMap((row) =>
    row.kind === 'record' && !whole.has(row.group.fingerprint) ? [row.record] : [],
  );
  return { groups, records };
}

export function countOf({ groups, records }: Target): number {
  return groups.reduce((sum, { count }) => sum + count, records.length);
}

/** The one entity of a target; null when it is empty or mixed: then one value cannot fit all. */
export function entityOf({ groups, records }: Target): EntityName | null {
  const entities = new Set([...groups, ...records].map(({ entity }) => entity));
  const [only] = entities;
  return entities.size === 1 && only !== undefined ? only : null;
}

/** Kinds that are typed as one line of text, or chosen from a few. */
const TYPED_KINDS: ReadonlySet<FieldKind> = new Set<FieldKind>([
  'text',
  'sku',
  'slug',
  'email',
  'money',
  'decimal',
  'integer',
  'choice',
]);

export function typedFields(entity: EntityName): readonly FieldSpec[] {
  return EDITABLE_FIELDS[entity].filter(
    ({ kind, choices }) => TYPED_KINDS.has(kind) && (kind !== 'choice' || choices !== undefined),
  );
}

/** Where the store names no field, the cause does. */
const FIELD_OF_CAUSE: Partial<Readonly<Record<ErrorCauseTag, string>>> = {
  'sku-taken': 'sku',
  'slug-refused': 'slug',
  'slug-taken': 'slug',
  'slug-reserved': 'slug',
  'slug-too-long': 'slug',
  'term-exists': 'name',
  'coupon-code-taken': 'code',
  'email-taken': 'email',
  'email-refused': 'email',
  'username-taken': 'username',
};

/** The field to correct, if it can be typed here. */
export function fieldToFix(entity: EntityName, field: string | null, cause: ErrorCauseTag): FieldSpec | null {
  const wanted = field ?? FIELD_OF_CAUSE[cause];
  return typedFields(entity).find(({ column }) => column === wanted) ?? null;
}

const UNIQUE: ReadonlySet<string> = new Set(['sku', 'slug', 'email', 'code', 'username']);

/** One value for all cannot work: the second record with it would be refused. */
export function mustDiffer(column: string): boolean {
  return UNIQUE.has(column);
}

/** What the primary button does. */
export type Way =
  'retry' | 'fix-all' | 'fix-each' | 'open' | 'resolve' | 'sync' | 'shop' | 'settings' | 'unlock' | 'report';

const WAYS: Readonly<Record<SafeAction, Way>> = {
  wait: 'retry',
  retry: 'retry',
  'edit-value': 'fix-all',
  'fill-in': 'fix-all',
  'choose-another': 'fix-each',
  'use-existing': 'resolve',
  'choose-picture': 'open',
  'sync-then-edit': 'sync',
  'discard-or-recreate': 'sync',
  'delete-for-good': 'shop',
  'do-it-in-the-shop': 'shop',
  'clean-up-in-the-shop': 'shop',
  'renew-key': 'settings',
  'allow-key': 'shop',
  'set-clock': 'retry',
  'let-api-through': 'report',
  'fix-answers': 'report',
  'raise-limit': 'report',
  'check-address': 'settings',
  'renew-certificate': 'report',
  'update-shop': 'shop',
  'go-online': 'retry',
  'close-other': 'retry',
  'unlock-keys': 'unlock',
  'free-space': 'retry',
  'make-writable': 'retry',
  'report-defect': 'report',
};

/** The catalogue's safe action as something that can be pressed: what cannot be typed is opened instead. */
export function wayOf({ advice, entity, field }: Pick<TriageGroup, 'advice' | 'entity' | 'field'>): Way {
  const way = WAYS[advice.action];
  if (way === 'open') return hasScreen(entity) ? 'open' : 'shop';
  if (way !== 'fix-all' && way !== 'fix-each') return way;
  const spec = fieldToFix(entity, field, advice.what);
  if (spec === null) return hasScreen(entity) ? 'open' : 'shop';
  return mustDiffer(spec.column) ? 'fix-each' : way;
}

/** Only these kinds of records open on a screen of their own. */
export function hasScreen(entity: EntityName): entity is 'products' | 'orders' {
  return entity === 'products' || entity === 'orders';
}

const MORNING_HOUR = 8;

/** Eight in the morning of the next day, in this computer's zone. */
export function tomorrowMorning(nowMs: number): string {
  const at = new Date(nowMs);
  at.setDate(at.getDate() + 1);
  at.setHours(MORNING_HOUR, 0, 0, 0);
  return at.toISOString();
}

/** Ids in parts that one call takes. */
export function inParts<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_none, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

/** “NA” of “Noa Adler”. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('');
}

export type TriageKey =
  | 'next-cause'
  | 'previous-cause'
  | 'next-row'
  | 'previous-row'
  | 'toggle'
  | 'open'
  | 'close'
  | 'retry'
  | 'retry-all'
  | 'resolve'
  | 'snooze'
  | 'assign'
  | 'fix'
  | 'bug'
  | 'task'
  | 'select'
  | 'clear'
  | 'sheet';

const BY_PLACE: Readonly<Record<string, TriageKey>> = {
  KeyJ: 'next-cause',
  KeyK: 'previous-cause',
  KeyR: 'retry',
  KeyE: 'resolve',
  KeyS: 'snooze',
  KeyA: 'assign',
  KeyF: 'fix',
  KeyB: 'bug',
  KeyT: 'task',
  KeyX: 'select',
};
const IN_LIST: Readonly<Record<string, TriageKey>> = {
  ArrowDown: 'next-row',
  ArrowUp: 'previous-row',
  Enter: 'toggle',
  ' ': 'select',
};

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/**
 * What a key means. Letters go by their place on the keyboard, so that a Hebrew layout works. `isInList`: no button
 * has the focus, which would want Enter, Space and arrows for itself. `isRtl` turns the sideways arrows round.
 */
export function keyMeaning(event: Pressed, isInList: boolean, isRtl: boolean): TriageKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === '?') return 'sheet';
  if (event.key === 'Escape') return 'clear';
  if (event.shiftKey) return event.code === 'KeyR' ? 'retry-all' : null;
  const letter = BY_PLACE[event.code];
  if (letter !== undefined) return letter;
  if (!isInList) return null;
  if (event.key === 'ArrowRight') return isRtl ? 'close' : 'open';
  if (event.key === 'ArrowLeft') return isRtl ? 'open' : 'close';
  return IN_LIST[event.key] ?? null;
}
