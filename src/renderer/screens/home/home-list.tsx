import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { StoreAvatar } from '../../app/store-avatar.tsx';
import type { StoreWithStatus } from '../../app/store-facts.ts';
import { classes } from '../../components/class-names.ts';
import { LinkButton } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { m } from '../../paraglide/messages.js';

/** Rows that every window has room for, and rows that a tall one shows. */
type Room = { readonly short: number; readonly tall: number };

type Answer<T> = { readonly data: T | undefined; readonly error: Error | null; readonly isPending: boolean };

/** A short list on Home: the first few of something, the way to all of them, and honest words where there is none. */
export function HomeList<T>({
  title,
  tip,
  count,
  answer,
  rowsOf,
  empty,
  room,
  onAll,
}: {
  readonly title: string;
  /** What is counted, where the title alone does not say it. */
  readonly tip?: string;
  readonly count?: string | undefined;
  readonly answer: Answer<T>;
  readonly rowsOf: (data: T) => readonly ReactNode[];
  readonly empty: string;
  readonly room: Room;
  readonly onAll?: () => void;
}) {
  const rows = answer.data === undefined ? [] : rowsOf(answer.data);
  return (
    <Section
      title={title}
      count={count === undefined ? undefined : <span data-tip={tip}>{count}</span>}
      className="min-w-0"
      aside={
        onAll && rows.length > 0 ? (
          <LinkButton onPress={onAll} className="text-small" aria-label={`${title}: ${m.home_all()}`}>
            {m.home_all()}
          </LinkButton>
        ) : undefined
      }
    >
      {answer.error ? <p className="text-danger-text">{m.home_unread()}</p> : null}
      {answer.isPending && !answer.error ? <SkeletonRows rows={3} figures={1} className="-mx-4" /> : null}
      {answer.data !== undefined && rows.length === 0 ? <p className="text-text-2">{empty}</p> : null}
      {rows.length > 0 ? (
        <ul className="-mx-2 flex flex-col">
          {rows.slice(0, room.tall).map((row, index) => (
            <li key={index} className={classes(index >= room.short && 'hidden tall:block')}>
              {row}
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}

/** Says of a row which store it belongs to, while the window shows several. */
export function StoreMark({ id, shown }: { readonly id: string; readonly shown: readonly StoreWithStatus[] }) {
  const store = shown.length > 1 ? shown.find((one) => one.store.id === id)?.store : undefined;
  if (!store) return null;
  return (
    <span data-tip={store.name} className="shrink-0">
      <span className="sr-only">{store.name}</span>
      <StoreAvatar id={store.id} letter={store.name} size="tiny" />
    </span>
  );
}

/** A line that opens what it names. */
export function HomeRow({ children, onPress }: { readonly children: ReactNode; readonly onPress: () => void }) {
  return (
    <AriaButton
      onPress={onPress}
      className="tint flex min-h-control w-full items-center gap-2.5 rounded-r2 px-2 py-0.5 text-start hovered:bg-hover kbd:shadow-focus"
    >
      {children}
    </AriaButton>
  );
}
