import { CircleAlert, Link2Off, MessageSquare, Rocket, Timer } from 'lucide-react';
import { memo, type MouseEvent, type Ref } from 'react';
import type { BoardCard } from '../../../shared/contract/boards-tasks.ts';
import { ENVIRONMENTS } from '../../../shared/domain/boards/words.ts';
import { wordEnvironment, wordKnown, wordPriority, wordType } from '../../app/boards/board-words.ts';
import { hoursFigure, hoursOfTask } from '../../app/boards/hours.ts';
import { PersonMark, PriorityBars, TypeMark } from '../../app/boards/marks.tsx';
import { RunningClock } from '../../app/boards/running-clock.tsx';
import { ColleagueDot } from '../../app/colleagues-here.tsx';
import { formatCount } from '../../app/formats.ts';
import { Chip } from '../../components/chip.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Code } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';

const commentWords = (count: number): string => m.board_card_comments({ count, figure: formatCount(count) });
const blockerWords = (count: number): string => m.board_card_blockers({ count, figure: formatCount(count) });
const refusedWords = (count: number): string => m.board_card_refused({ count, figure: formatCount(count) });

export type CardProps = {
  readonly card: BoardCard;
  readonly person: string;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly isHere: boolean;
  readonly isRunning: boolean;
  /** Place among the cards that stay in the column, and their number. */
  readonly at: number;
  readonly of: number;
  readonly isStretched?: boolean;
  readonly onPress: (id: string, event: MouseEvent) => void;
};

/** One task on the board. Its keys and its press belong to the board. */
export const TaskCard = memo(function TaskCard(props: CardProps) {
  const { card, isSelected, isOpen, isRunning } = props;
  return (
    <div
      role="option"
      aria-selected={isSelected}
      aria-posinset={props.at + 1}
      aria-setsize={props.of}
      aria-current={isOpen ? 'true' : undefined}
      tabIndex={props.isHere ? 0 : -1}
      data-card={card.id}
      data-at={props.at}
      onClick={(event) => props.onPress(card.id, event)}
      className={classes(
        'relative flex touch-none flex-col gap-1 rounded-r3 border p-2.5 shadow-1 select-none [&_bdi]:select-none',
        props.isStretched && 'h-full',
        isRunning
          ? 'border-accent shadow-[0_0_0_1px_var(--accent)]'
          : isSelected
            ? 'border-accent-line'
            : 'border-border',
        isSelected ? 'bg-accent-soft' : 'bg-raised hover:border-border-strong',
        'focus-visible:shadow-focus',
      )}
    >
      {isOpen ? <span className="absolute inset-y-2 start-0 w-[3px] rounded-e-full bg-accent" /> : null}
      <CardFace card={card} person={props.person} isRunning={isRunning} />
    </div>
  );
});

/** What is drawn on a card; the same on the one that flies. */
export function CardFace({
  card,
  person,
  isRunning,
}: {
  readonly card: BoardCard;
  readonly person: string;
  readonly isRunning: boolean;
}) {
  return (
    <>
      <span className="flex items-center gap-2 text-small text-text-2">
        <TypeMark type={card.type} />
        <Code>{card.key}</Code>
        <Said>{wordType(card.type)}</Said>
      </span>
      <span className="line-clamp-3 leading-[18px] font-medium wrap-anywhere">
        <bdi>{card.title}</bdi>
      </span>
      <CardChips card={card} />
      <span className="mt-auto flex items-center gap-2 pt-1 text-small text-text-2">
        <PriorityBars priority={card.priority} />
        <Said>{m.board_card_priority({ priority: wordPriority(card.priority) })}</Said>
        {isRunning ? <RunningClock className="font-strong text-accent-text" /> : <Hours card={card} />}
        {card.comments > 0 ? (
          <span className="flex items-center gap-1">
            <Icon of={MessageSquare} size={14} />
            <span aria-hidden>{formatCount(card.comments)}</span>
            <Said>{commentWords(card.comments)}</Said>
          </span>
        ) : null}
        <span className="flex-1" />
        <ColleagueDot resource="tasks" id={card.id} />
        <PersonMark id={card.assigned_to} name={person} isDecorative />
        <Said>{person}</Said>
      </span>
    </>
  );
}

/** What a mark says to those who cannot see it. */
function Said({ children }: { readonly children: string }) {
  return <span className="sr-only">, {children}, </span>;
}

function Hours({ card }: { readonly card: BoardCard }) {
  const words = hoursOfTask(card.actual_minutes, card.estimated_minutes);
  return words === null ? null : <bdi>{words}</bdi>;
}

/** What somebody must know before the rest: refusals, budget, what stands in the way, where it runs. */
function CardChips({ card }: { readonly card: BoardCard }) {
  const over = card.estimated_minutes === null ? 0 : card.actual_minutes - card.estimated_minutes;
  const chips = [
    card.refused ? (
      <Chip key="refused" tone="danger" icon={CircleAlert}>
        {refusedWords(card.refused)}
      </Chip>
    ) : null,
    over > 0 ? (
      <Chip key="over" tone="warning" icon={Timer}>
        {m.board_card_over({ hours: hoursFigure(over) })}
      </Chip>
    ) : null,
    card.blockers > 0 ? (
      <Chip key="blocked" tone="neutral" icon={Link2Off}>
        {blockerWords(card.blockers)}
      </Chip>
    ) : null,
    card.environment === null ? null : (
      <Chip key="environment" isOutlined icon={Rocket}>
        {wordKnown(card.environment, ENVIRONMENTS, wordEnvironment)}
      </Chip>
    ),
  ].filter((chip) => chip !== null);
  return chips.length === 0 ? null : <span className="flex flex-wrap gap-1 pt-0.5">{chips}</span>;
}

/** The dashed place that cards in flight will take. */
export function CardPlace({ heightPx }: { readonly heightPx: number }) {
  return (
    <div
      aria-hidden
      style={{ height: heightPx }}
      className="rounded-r3 border border-dashed border-accent-line bg-accent-soft forced-colors:border-[Highlight]"
    />
  );
}

/** Follows the pointer above everything. */
export function FlyingCard({
  ref,
  card,
  person,
  count,
  widthPx,
}: {
  readonly ref: Ref<HTMLDivElement>;
  readonly card: BoardCard;
  readonly person: string;
  readonly count: number;
  readonly widthPx: number;
}) {
  return (
    <div
      ref={ref}
      aria-hidden
      style={{ width: widthPx }}
      className="pointer-events-none fixed top-0 left-0 z-50 flex flex-col gap-1 rounded-r3 border border-border bg-raised p-2.5 shadow-3 will-change-transform [[data-theme=dark]_&]:bg-active"
    >
      <CardFace card={card} person={person} isRunning={false} />
      {count > 1 ? (
        <span className="absolute -end-2 -top-2 flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-caption font-strong text-on-accent">
          {formatCount(count)}
        </span>
      ) : null}
    </div>
  );
}
