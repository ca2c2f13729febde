import type { TriageGroup, TriageRecord } from '../../../shared/contract/triage.ts';
import { wordField, wordRefusal } from '../../app/field-words.ts';
import { formatClock, formatCount, formatDay } from '../../app/formats.ts';
import type { Locale } from '../../../shared/contract/engine-process.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { m } from '../../paraglide/messages.js';
import { plainText } from '../products/plain-html.ts';
import { wordCause } from './cause-words.ts';
import type { Age, TriageTab } from './triage-question.ts';
import type { FixOutcome } from './use-triage-acts.ts';

export function ageWords(age: Age): string {
  switch (age) {
    case 'hour':
      return m.triage_age_hour();
    case 'day':
      return m.triage_age_day();
    case 'week':
      return m.triage_age_week();
    case 'older':
      return m.triage_age_older();
  }
}

export function tabWords(tab: TriageTab): string {
  switch (tab) {
    case 'open':
      return m.triage_tab_open();
    case 'waiting':
      return m.triage_tab_waiting();
    case 'resolved':
      return m.triage_tab_resolved();
  }
}

/** A list that is rightly empty. */
export function emptyWords(tab: TriageTab): { readonly title: string; readonly way: string } {
  switch (tab) {
    case 'open':
      return { title: m.triage_none_open(), way: m.triage_none_open_way() };
    case 'waiting':
      return { title: m.triage_none_waiting(), way: m.triage_none_waiting_way() };
    case 'resolved':
      return { title: m.triage_none_resolved(), way: m.triage_none_resolved_way() };
  }
}

/** “SKU is already used by another product”. */
export function titleOf(group: TriageGroup): string {
  return wordCause(group.advice.what);
}

/** “Products, SKU, Tamar Ceramics”: the second line of a cause. */
export function originOf(group: TriageGroup, storeNames: ReadonlyMap<string, string>): string {
  const entity = wordEntity(group.entity);
  const [only] = group.stores;
  const count = group.stores.length;
  const stores =
    count === 1 && only
      ? (storeNames.get(only.storeId) ?? only.storeId)
      : m.triage_stores_all({ count, figure: formatCount(count) });
  return group.field === null
    ? m.triage_of_stores({ entity, stores })
    : m.triage_of_field({ entity, field: wordField(group.field), stores });
}

/** The name of a record as people know it. */
export function recordWords({ entity, label }: Pick<TriageRecord, 'entity' | 'label'>): string {
  if (label === '') return m.sync_unnamed();
  return entity === 'orders' || entity === 'order_notes' || entity === 'order_refunds'
    ? m.orders_order_number({ number: label })
    : plainText(label);
}

/** “21 Nov, 08:00”. */
export function dueWords(iso: string, nowMs: number, locale: Locale): string {
  return `${formatDay(iso, nowMs, locale)}, ${formatClock(iso)}`;
}

/** Why a record waits, or how it was settled; null for one that is simply open. */
export function recordState(record: TriageRecord, nowMs: number, locale: Locale): string | null {
  if (record.resolvedBy !== null) return settledWords(record.resolvedBy);
  if (record.retrying) return m.triage_retrying();
  if (record.snoozed === null) return null;
  return record.snoozed.kind === 'until' && record.snoozed.until !== null
    ? m.triage_snoozed_until({ time: dueWords(record.snoozed.until, nowMs, locale) })
    : m.triage_snoozed_change();
}

function settledWords(by: NonNullable<TriageRecord['resolvedBy']>): string {
  switch (by) {
    case 'person':
      return m.triage_by_person();
    case 'store':
      return m.triage_by_store();
    case 'edit':
      return m.triage_by_edit();
  }
}

/** What waits in a cause: “12 queued again, 3 snoozed”; empty when nothing does. */
export function waitingWords({ retrying, snoozed }: TriageGroup): string {
  const parts: string[] = [];
  if (retrying) parts.push(m.triage_retrying_some({ count: retrying.count, figure: formatCount(retrying.count) }));
  if (snoozed) parts.push(m.triage_snoozed_some({ count: snoozed.count, figure: formatCount(snoozed.count) }));
  return parts.join(', ');
}

/** Why a record was left as it was; a record that is not here any more has no field to blame. */
export function fixRefusalWords(refusal: FixOutcome['refused'][number]): string {
  return refusal.field === '' ? m.errors_not_found() : wordRefusal(refusal);
}
