import { useState } from 'react';
import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { RelativeTime } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { conflictLabel, wholeWords, type AnswerWords } from './conflict-words.ts';
import { DecisionHead, DecisionShell } from './decision-shell.tsx';
import { useSettling } from './use-settling.ts';
import { valueText } from './value-text.ts';

/** One question about a whole record or collection, with two answers that say what they do. */
export function ConflictWhole({
  conflict,
  onSkip,
}: {
  readonly conflict: ConflictRow;
  readonly onSkip: (() => void) | null;
}) {
  const [busy, setBusy] = useState<'mine' | 'theirs' | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const { settleWhole } = useSettling();
  const words = wholeWords(conflict);
  // These answers remove something here; the others only keep or look again.
  const removes = conflict.kind === 'deleted_remotely' || conflict.kind === 'mass_deletion';

  async function settle(side: 'mine' | 'theirs'): Promise<void> {
    setBusy(side);
    const settled = await settleWhole(conflict, side, (words[side] ?? words.mine).label);
    setBusy(null);
    setAsking(false);
    if (!settled.ok) return setRefused(settled.refusal.words);
    showToast({ text: m.sync_conflict_settled() });
    onSkip?.();
  }

  return (
    <DecisionShell
      foot={
        <>
          <span className="min-w-0 flex-1" />
          {onSkip && (
            <Button keys="J" onPress={onSkip}>
              {m.sync_conflict_skip()}
            </Button>
          )}
        </>
      }
    >
      <DecisionHead conflict={conflict}>
        {words.explain} {m.sync_found()} <RelativeTime iso={conflict.detectedAt} />
      </DecisionHead>
      {refused !== null && (
        <Note tone="danger" role="alert">
          {refused}
        </Note>
      )}
      <WhatIsAtStake conflict={conflict} />
      <div className="grid auto-cols-fr grid-flow-col gap-px overflow-hidden rounded-r3 border border-border bg-border">
        <Answer words={words.mine} isBusy={busy === 'mine'} onPress={() => void settle('mine')} />
        {words.theirs && (
          <Answer
            words={words.theirs}
            isRemoving={removes}
            isBusy={busy === 'theirs'}
            onPress={() => (removes ? setAsking(true) : void settle('theirs'))}
          />
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={
          conflict.kind === 'mass_deletion'
            ? m.sync_mass_title({ count: conflict.count ?? 0, figure: formatCount(conflict.count ?? 0) })
            : m.sync_gone_title({ name: conflictLabel(conflict) })
        }
        cancelLabel={conflict.kind === 'mass_deletion' ? m.sync_mass_keep() : m.sync_gone_keep()}
        confirmLabel={words.theirs?.label ?? ''}
        onConfirm={() => void settle('theirs')}
        isDangerous
        isBusy={busy === 'theirs'}
      >
        <p>{words.theirs?.means}</p>
      </ConfirmDialog>
    </DecisionShell>
  );
}

function Answer({
  words,
  isBusy,
  isRemoving = false,
  onPress,
}: {
  readonly words: AnswerWords;
  readonly isBusy: boolean;
  readonly isRemoving?: boolean;
  readonly onPress: () => void;
}) {
  return (
    <div className="flex flex-col items-start gap-2 bg-surface p-4">
      <Button
        variant={isRemoving ? 'quiet-danger' : 'secondary'}
        isBusy={isBusy}
        onPress={onPress}
        className={isRemoving ? '-ms-3' : ''}
      >
        {words.label}
      </Button>
      <p className="text-small text-text-2">{words.means}</p>
    </div>
  );
}

/** What the engine keeps for itself beside the fields that a person knows. */
const INNER_FIELDS = new Set(['*', 'backroom_op']);

/** The unsent values that hang on the answer. */
function WhatIsAtStake({ conflict }: { readonly conflict: ConflictRow }) {
  const isGone = conflict.kind === 'deleted_remotely';
  const fields = conflict.fields.filter(({ field, base, mine, theirs }) => {
    if (INNER_FIELDS.has(field)) return false;
    // A deletion lists the status too, though nobody changed it here.
    return isGone ? mine !== null || base !== null : mine !== null || theirs !== null;
  });
  if (fields.length === 0) return null;
  return (
    <dl className="grid grid-cols-[minmax(88px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
      {fields.map(({ field, base, mine, theirs }) => (
        <div key={field} className="contents">
          <dt className="text-text-2">{stakeWords(field)}</dt>
          <dd className="flex flex-wrap items-baseline gap-x-1.5">
            {base !== null && (
              <>
                <bdi className="text-base-text line-through">{valueText(conflict.entity, field, base)}</bdi>
                <span aria-hidden className="text-text-3 rtl:-scale-x-100">
                  →
                </span>
              </>
            )}
            <bdi className="font-medium text-mine-text">{valueText(conflict.entity, field, mine ?? theirs)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function stakeWords(field: string): string {
  if (field === 'adjust') return m.sync_value_adjust();
  return field === 'woo_ids' ? m.sync_value_store_numbers() : wordField(field);
}
