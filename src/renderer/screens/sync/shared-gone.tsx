import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Note } from '../../components/note.tsx';
import { RelativeTime } from '../../components/texts.tsx';
import type { SharedDecision } from '../../../shared/contract/shared-rows.ts';
import { m } from '../../paraglide/messages.js';
import { DecisionShell } from './decision-shell.tsx';
import { SharedHead } from './shared-head.tsx';
import { useSharedText } from './shared-value.tsx';
import { sharedField } from './shared-words.ts';
import { useSettleShared } from './use-settling-shared.ts';

/** A row with unsent changes that a colleague deleted: it comes back, or stays deleted. [TEAM10] */
export function SharedGone({
  decision,
  onSkip,
}: {
  readonly decision: SharedDecision;
  readonly onSkip: (() => void) | null;
}) {
  const [refused, setRefused] = useState<string | null>(null);
  const { settle, isBusy } = useSettleShared(decision.id, setRefused, onSkip);
  const textOf = useSharedText(decision.table);
  const all = (side: 'mine' | 'theirs') => Object.fromEntries(decision.fields.map(({ name }) => [name, side]));
  const answers = [
    { side: 'mine', label: m.shared_gone_mine(), means: m.shared_gone_mine_means() },
    { side: 'theirs', label: m.shared_gone_theirs(), means: m.shared_gone_theirs_means() },
  ] as const;
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
      <SharedHead row={decision}>
        {m.shared_gone_explain()} {m.shared_found()} <RelativeTime iso={decision.detectedAt} />
      </SharedHead>
      {refused !== null && (
        <Note tone="danger" role="alert">
          {refused}
        </Note>
      )}
      <dl className="grid grid-cols-[minmax(88px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
        {decision.fields.map(({ name, mine }) => (
          <div key={name} className="contents">
            <dt className="text-text-2">{sharedField(decision.table, name)}</dt>
            <dd>
              <bdi className="selectable font-medium text-mine-text">{textOf(name, mine) ?? m.sync_value_empty()}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <div className="grid auto-cols-fr grid-flow-col gap-px overflow-hidden rounded-r3 border border-border bg-border">
        {answers.map(({ side, label, means }) => (
          <div key={side} className="flex flex-col items-start gap-2 bg-surface p-4">
            <Button
              variant={side === 'mine' ? 'secondary' : 'quiet-danger'}
              isDisabled={isBusy}
              onPress={() => void settle(all(side))}
              className={side === 'mine' ? '' : '-ms-3'}
            >
              {label}
            </Button>
            <p className="text-small text-text-2">{means}</p>
          </div>
        ))}
      </div>
    </DecisionShell>
  );
}
