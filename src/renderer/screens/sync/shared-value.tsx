import { useEngineQuery } from '../../app/engine-client.tsx';
import { useLocale } from '../../app/locale.ts';
import { usePersonName } from '../../app/colleagues-here.tsx';
import { classes } from '../../components/class-names.ts';
import { m } from '../../paraglide/messages.js';
import { isLong, ProseBase, ProseDiff } from './prose-diff.tsx';
import { sharedValueText, type SharedValue } from './shared-words.ts';

/** Text of any value of a shared row; ids are told by the name of what they point to. Null: there is none. */
export function useSharedText(table: string): (field: string, value: SharedValue) => string | null {
  const locale = useLocale();
  const person = usePersonName();
  const sprints = useEngineQuery('sprints.list', {}).data;
  const names = {
    person,
    other: (field: string, id: string): string | null =>
      field === 'sprint_id' ? (sprints?.find((sprint) => sprint.id === id)?.name ?? m.shared_value_gone()) : null,
  };
  return (field, value) => sharedValueText(table, field, value, names, locale);
}

type Texts = { readonly base: string | null; readonly mine: string | null; readonly theirs: string | null };

/** One of the three values; sentences show what changed in them. */
export function SharedSideText({
  side,
  texts,
  isWhole,
}: {
  readonly side: keyof Texts;
  readonly texts: Texts;
  readonly isWhole: boolean;
}) {
  const text = texts[side];
  if (text === null) return <span className="text-text-3">{m.sync_value_empty()}</span>;
  if (!isProse(texts)) {
    return (
      <bdi className={classes('selectable block break-words', side === 'base' && 'text-text-2')} dir="auto">
        {text}
      </bdi>
    );
  }
  const base = texts.base ?? '';
  return side === 'base' ? (
    <ProseBase base={base} mine={texts.mine ?? ''} theirs={texts.theirs ?? ''} isHtml={false} isWhole={isWhole} />
  ) : (
    <ProseDiff side={side} base={base} text={text} isHtml={false} isWhole={isWhole} />
  );
}

function isProse({ base, mine, theirs }: Texts): boolean {
  return [base, mine, theirs].some((text) => text?.includes(' ') === true);
}

export function isLongSide({ base, mine, theirs }: Texts): boolean {
  return [base, mine, theirs].some((text) => text !== null && isLong(text));
}
