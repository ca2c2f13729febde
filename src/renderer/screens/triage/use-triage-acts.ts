import { useCallback, useState } from 'react';
import type { TriageGroup, TriageRecord } from '../../../shared/contract/triage.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { useEngineCall, type MethodInput, type MethodOutput } from '../../app/engine-client.tsx';
import type { EngineError } from '../../app/engine-errors.ts';
import { formatCount } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { toastError } from '../../app/sync-actions.ts';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { inParts, type Target } from './triage-logic.ts';
import type { TriageQuestion } from './triage-question.ts';

/** The most that one call takes or answers. */
const AT_ONCE = 1000;

export type FixOutcome = MethodOutput<'triage.fixAll'>;
export type Snooze = MethodInput<'triage.snooze'>['snooze'];
export type TriageActs = {
  /** Something is on its way to the engine. */
  readonly isBusy: boolean;
  readonly retry: (target: Target) => Promise<boolean>;
  readonly resolve: (target: Target, note: string) => Promise<boolean>;
  readonly snooze: (target: Target, snooze: Snooze) => Promise<boolean>;
  readonly assign: (target: Target, assignee: string | null) => Promise<boolean>;
  /** Null when the engine could not do it at all; what it refused record by record is in the outcome. */
  readonly fix: (target: Target, column: string, value: string) => Promise<FixOutcome | null>;
};

/**
 * What can be done with refusals. A cause means the records that the list shows under it, with its filters and its tab:
 * what the count beside the button says is what the button does.
 */
export function useTriageActs(question: TriageQuestion, readAgain: () => Promise<unknown>): TriageActs {
  const call = useEngineCall();
  const locale = useLocale();
  const [isBusy, setBusy] = useState(false);

  const idsOf = useCallback(
    async ({ groups, records }: Target): Promise<Result<readonly string[], EngineError>> => {
      const ids = new Set(records.map(({ id }: TriageRecord) => id));
      for (const { fingerprint } of groups satisfies readonly TriageGroup[]) {
        for (let offset = 0, total = 1; offset < total; offset += AT_ONCE) {
          const page = await call('triage.records', { ...question, fingerprint, limit: AT_ONCE, offset });
          if (!page.ok) return page;
          for (const { id } of page.value.rows) ids.add(id);
          total = page.value.total;
        }
      }
      return ok([...ids]);
    },
    [call, question],
  );

  /** Does `work` on the ids of a target, in parts. An error is told; what was done before it stays done. */
  async function each<T>(
    target: Target,
    work: (ids: string[]) => Promise<Result<T, EngineError>>,
  ): Promise<readonly T[] | null> {
    setBusy(true);
    try {
      const ids = await idsOf(target);
      if (!ids.ok) {
        toastError(ids.error);
        return null;
      }
      const done: T[] = [];
      for (const part of inParts(ids.value, AT_ONCE)) {
        const result = await work([...part]);
        if (!result.ok) {
          toastError(result.error);
          return null;
        }
        done.push(result.value);
      }
      return done;
    } finally {
      // Before the next key is taken: it means the next cause, not the one that was just dealt with.
      await readAgain();
      setBusy(false);
    }
  }

  async function retry(target: Target): Promise<boolean> {
    const done = await each(target, (ids) => call('triage.retry', { target: { ids } }));
    if (!done) return false;
    const count = sumOf(done, ({ retried }) => retried);
    showToast({
      text: count === 0 ? m.triage_retried_none() : m.triage_retried({ count, figure: formatCount(count) }),
    });
    return true;
  }

  async function resolve(target: Target, note: string): Promise<boolean> {
    const done = await each(target, (ids) => call('triage.resolve', { target: { ids }, note }));
    if (!done) return false;
    const count = sumOf(done, ({ resolved }) => resolved);
    const sending = sumOf(done, ({ beingSent }) => beingSent.length);
    const resolved = m.triage_resolved({ count, figure: formatCount(count) });
    showToast({
      text: sending === 0 ? resolved : m.triage_resolved_sending({ resolved, count: formatCount(sending) }),
    });
    return true;
  }

  async function snooze(target: Target, wanted: Snooze): Promise<boolean> {
    const acted: string[] = [];
    const done = await each(target, (ids) => {
      acted.push(...ids);
      return call('triage.snooze', { target: { ids }, snooze: wanted });
    });
    if (!done) return false;
    const count = sumOf(done, ({ snoozed }) => snoozed);
    const figure = formatCount(count);
    if (wanted === null) showToast({ text: m.triage_woken({ count, figure }) });
    else {
      const wake = (): void => {
        for (const part of inParts(acted, AT_ONCE)) {
          void call('triage.snooze', { target: { ids: [...part] }, snooze: null }).then((result) => {
            if (!result.ok) toastError(result.error);
          });
        }
      };
      showToast({
        text: m.triage_snoozed({ count, figure }),
        action: { label: m.common_undo(), onPress: wake },
      });
    }
    return true;
  }

  async function assign(target: Target, assignee: string | null): Promise<boolean> {
    const done = await each(target, (ids) => call('triage.assign', { target: { ids }, assignee }));
    if (!done) return false;
    const count = sumOf(done, ({ assigned }) => assigned);
    const what = m.triage_assigned_count({ count, figure: formatCount(count) });
    showToast({ text: m.triage_assigned({ what, name: assignee ?? m.triage_owner_nobody() }) });
    return true;
  }

  /** The first part names the bulk edit; a second one (over a thousand records) would be another, with its own undo. */
  async function fix(target: Target, column: string, value: string): Promise<FixOutcome | null> {
    const done = await each(target, (ids) =>
      call('triage.fixAll', { target: { ids }, changes: { [column]: value }, locale }),
    );
    if (!done) return null;
    const changed = sumOf(done, (part) => part.changed);
    const batches = done.flatMap(({ batchId, changed: count }) => (batchId !== null && count > 0 ? [batchId] : []));
    if (changed > 0) {
      showToast({
        text: m.triage_fixed({ count: changed, figure: formatCount(changed) }),
        ...(batches.length > 0 ? { action: { label: m.common_undo(), onPress: () => void takeBack(batches) } } : {}),
      });
    }
    return { batchId: batches[0] ?? null, changed, refused: done.flatMap(({ refused }) => refused) };
  }

  async function takeBack(batches: readonly string[]): Promise<void> {
    let count = 0;
    let kept = 0;
    for (const batchId of batches) {
      const result = await call('history.restoreBatch', { batchId });
      if (!result.ok) return toastError(result.error);
      count += result.value.changed;
      kept += result.value.refused.length;
    }
    const undone = m.triage_fixed_undone({ count, figure: formatCount(count) });
    const left = m.triage_fixed_refused({ count: kept, figure: formatCount(kept) });
    showToast({ text: kept === 0 ? undone : `${undone}. ${left}.` });
  }

  return { isBusy, retry, resolve, snooze, assign, fix };
}

function sumOf<T>(parts: readonly T[], of: (part: T) => number): number {
  return parts.reduce((sum, part) => sum + of(part), 0);
}
