import { Check } from 'lucide-react';
import { useState } from 'react';
import { wordField } from '../../app/field-words.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Note } from '../../components/note.tsx';
import { RelativeTime } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { DecisionHead } from './decision-shell.tsx';
import type { SettledDecision, SettledField } from './settled-decisions.ts';
import { useSwitchingSides } from './use-settling.ts';
import { valueText } from './value-text.ts';

/** What was chosen, field by field, each with the other side to take instead. */
export function SettledPane({ decision }: { readonly decision: SettledDecision }) {
  const { conflict, fields, answer, atMs } = decision;
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-4 overflow-auto px-6 py-4">
      <DecisionHead conflict={conflict}>
        {m.sync_settled_when()} <RelativeTime iso={new Date(atMs).toISOString()} />
      </DecisionHead>
      {fields.length === 0 ? (
        <Note tone="neutral">
          {answer === null ? '' : `${answer}. `}
          {m.sync_settled_whole()}
        </Note>
      ) : (
        <>
          <ul className="flex flex-col overflow-hidden rounded-r3 border border-border">
            {fields.map((field) => (
              <FieldLine key={field.field} decision={decision} field={field} />
            ))}
          </ul>
          <Note tone="neutral">{m.sync_settled_explain()}</Note>
        </>
      )}
    </div>
  );
}

function FieldLine({ decision, field }: { readonly decision: SettledDecision; readonly field: SettledField }) {
  const [isBusy, setBusy] = useState(false);
  const switchSides = useSwitchingSides();
  const { entity } = decision.conflict;

  async function take(side: 'mine' | 'theirs'): Promise<void> {
    setBusy(true);
    const switched = await switchSides(decision, field, side);
    setBusy(false);
    if (switched === 'done') return showToast({ text: m.sync_settled_changed(), icon: Check });
    showToast({ text: switched === 'sent-already' ? m.sync_settled_stock_sent() : switched.words });
  }
  const sides = [
    { side: 'mine' as const, words: m.sync_side_mine(), take: m.sync_settled_take_mine(), tint: 'bg-mine-soft' },
    { side: 'theirs' as const, words: m.sync_side_theirs(), take: m.sync_settled_take_theirs(), tint: 'bg-store-soft' },
  ];
  const isOther = field.side === 'base' || field.side === 'other';
  return (
    <li className="grid grid-cols-[20%_1fr_1fr] border-b border-border last:border-b-0">
      <span className="px-3 py-2.5 font-medium">
        {wordField(field.field)}
        {isOther && (
          <span className="block text-small font-regular text-mine-text">
            {m.sync_settled_other({
              value: field.side === 'other' ? field.typed : valueText(entity, field.field, field.base),
            })}
          </span>
        )}
      </span>
      {sides.map(({ side, words, take: takeWords, tint }) => (
        <div
          key={side}
          className={classes(
            'flex min-w-0 items-start gap-2 border-s border-border px-3 py-2',
            field.side === side && tint,
          )}
        >
          <span className="min-w-0 flex-1 py-0.5">
            <span className="block text-small text-text-2">{words}</span>
            <bdi className={classes('selectable break-words', field.side === side && 'font-strong')}>
              {valueText(entity, field.field, field[side])}
            </bdi>
          </span>
          {field.side === side ? (
            <span className="flex h-6 items-center gap-1 text-small text-text-2">
              <Icon of={Check} size={14} />
              {m.sync_settled_chosen()}
            </span>
          ) : (
            <Button size="small" isBusy={isBusy} onPress={() => void take(side)}>
              {takeWords}
            </Button>
          )}
        </div>
      ))}
    </li>
  );
}
