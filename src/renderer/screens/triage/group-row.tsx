import { ChevronRight } from 'lucide-react';
import type { TriageGroup } from '../../../shared/contract/triage.ts';
import { formatCount } from '../../app/formats.ts';
import { Checkbox } from '../../components/choices.tsx';
import { Chip } from '../../components/chip.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Name, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { LinkChips } from './error-links.tsx';
import { OwnerMark } from './owner-mark.tsx';
import { TrendBars } from './trend-bars.tsx';
import { originOf, titleOf, waitingWords } from './triage-words.ts';
import { TRIAGE_COLUMNS, type RowProps } from './row-parts.ts';

/** One cause: how many, since when, how it goes, whose it is. */
export function GroupRow({
  group,
  isOpen,
  isHere,
  isSelected,
  isSettled,
  storeNames,
  rowProps,
  onSelect,
  onAssign,
}: {
  readonly group: TriageGroup;
  readonly isOpen: boolean;
  readonly isHere: boolean;
  readonly isSelected: boolean;
  readonly isSettled: boolean;
  readonly storeNames: ReadonlyMap<string, string>;
  readonly rowProps: RowProps;
  readonly onSelect: () => void;
  readonly onAssign: () => void;
}) {
  const title = titleOf(group);
  const waiting = waitingWords(group);
  return (
    <div
      {...rowProps}
      role="row"
      aria-level={1}
      aria-expanded={isOpen}
      aria-selected={isSelected}
      className={classes(
        TRIAGE_COLUMNS,
        'relative min-h-14 cursor-default border-b border-divider focus-visible:shadow-focus-inset',
        isHere ? 'bg-accent-soft' : isSelected ? 'bg-active' : 'hover:bg-hover',
      )}
    >
      <span role="gridcell" className="flex items-center gap-2 ps-3">
        {isHere && <span aria-hidden className="absolute inset-y-0 start-0 w-0.75 bg-accent" />}
        <Icon of={ChevronRight} className={classes('tint text-text-3', isOpen ? 'rotate-90' : 'rtl:-scale-x-100')} />
        {!isSettled && (
          <Checkbox
            excludeFromTabOrder
            isSelected={isSelected}
            onChange={onSelect}
            ariaLabel={m.triage_select({ name: title })}
          />
        )}
      </span>
      <span role="gridcell" className="min-w-0 py-2">
        <span className="flex min-w-0 items-center gap-2">
          <Name className="font-strong">{title}</Name>
          <LinkChips fingerprint={group.fingerprint} />
          {!isSettled && group.state === 'new' && <Chip tone="warning">{m.triage_state_new()}</Chip>}
          {!isSettled && group.state === 'regressed' && <Chip tone="danger">{m.triage_state_regressed()}</Chip>}
        </span>
        <Name className="text-small text-text-2">
          {[originOf(group, storeNames), waiting].filter((part) => part !== '').join(' · ')}
        </Name>
      </span>
      <span role="gridcell" className="figures font-strong">
        {formatCount(group.count)}
      </span>
      <span role="gridcell" className="flex">
        <TrendBars perDay={group.perDay} isQuiet={isSettled} />
      </span>
      <span role="gridcell" className="truncate text-small text-text-2">
        <RelativeTime iso={group.lastSeenAt} isShort />
      </span>
      <span role="gridcell" className="flex justify-end pe-4">
        <OwnerMark name={group.assignee} onPress={isSettled ? undefined : onAssign} />
      </span>
    </div>
  );
}
