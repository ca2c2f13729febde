import type { TriageGroup } from '../../../shared/contract/triage.ts';
import { formatCount } from '../../app/formats.ts';
import { Button, LinkButton } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Keys } from '../../components/keys.tsx';
import { GridFoot } from '../../components/page.tsx';
import { m } from '../../paraglide/messages.js';

/** How much is chosen, and the keys that act on it. */
export function TriageFoot({
  groups,
  chosen,
  isSettled,
  onClear,
  onSheet,
}: {
  readonly groups: readonly TriageGroup[];
  readonly chosen: number;
  readonly isSettled: boolean;
  readonly onClear: () => void;
  readonly onSheet: () => void;
}) {
  const hints: readonly (readonly [readonly string[], string, string?])[] = [
    [['J', 'K'], m.triage_keys_move()],
    [['↵'], m.triage_keys_open()],
    ...(isSettled
      ? []
      : ([
          [['R'], m.triage_keys_retry()],
          [['E'], m.triage_keys_resolve()],
          [['S'], m.triage_keys_snooze()],
          [['A'], m.triage_keys_assign(), 'hidden wide:flex'],
          [['F'], m.triage_keys_fix(), 'hidden wide:flex'],
          [['X'], m.triage_keys_select(), 'hidden wide:flex'],
        ] as const)),
  ];
  return (
    <GridFoot>
      <span role="status" className="shrink-0">
        {chosen > 0
          ? m.triage_selected({ count: chosen, figure: formatCount(chosen) })
          : m.triage_causes_sum({ count: groups.length, figure: formatCount(groups.length) })}
      </span>
      {chosen > 0 && <LinkButton onPress={onClear}>{m.triage_clear_selection()}</LinkButton>}
      <span className="flex-1" />
      <span aria-hidden className="flex min-w-0 gap-3 overflow-hidden whitespace-nowrap">
        {hints.map(([keys, words, visibility]) => (
          <span key={words} className={classes('items-center gap-1', visibility ?? 'flex')}>
            {keys.map((key) => (
              <Keys key={key}>{key}</Keys>
            ))}
            {words}
          </span>
        ))}
      </span>
      <Button size="small" variant="quiet" keys="?" onPress={onSheet}>
        {m.triage_keys_all()}
      </Button>
    </GridFoot>
  );
}
