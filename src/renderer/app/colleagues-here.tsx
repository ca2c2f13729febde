import { Pencil } from 'lucide-react';
import type { ColleaguePresence } from '../../shared/contract/shared-rows.ts';
import { classes } from '../components/class-names.ts';
import { Icon } from '../components/icon.tsx';
import { m } from '../paraglide/messages.js';
import { PersonMark } from './boards/marks.tsx';
import { usePeople } from './boards/people.ts';
import { useColleaguesAt, type OpenResource } from './presence.ts';

const SHOWN = 3;

function wordPresence({ personName, isEditing }: ColleaguePresence): string {
  const name = personName === '' ? m.board_person_unknown() : personName;
  return isEditing ? m.shared_presence_edits({ name }) : m.shared_presence_here({ name });
}

/** Who else has this record open, in the head of its panel: initials, a pencil where somebody types. */
export function ColleaguesHere({ resource, id }: { readonly resource: OpenResource; readonly id: string }) {
  const there = useColleaguesAt(resource, id);
  if (there.length === 0) return null;
  const more = there.length - SHOWN;
  return (
    <span role="status" className="flex shrink-0 items-center gap-1">
      {there.slice(0, SHOWN).map((one) => (
        <span key={one.personId} className="relative flex">
          <PersonMark id={one.personId} name={wordPresence(one)} initialsOf={one.personName} size={24} />
          {one.isEditing ? (
            <span className="absolute -end-1 -bottom-1 flex size-4 items-center justify-center rounded-full border border-border bg-raised text-mine-text">
              <Icon of={Pencil} size={12} />
            </span>
          ) : null}
        </span>
      ))}
      {more > 0 ? (
        <span
          className="text-small text-text-2"
          data-tip={there.slice(SHOWN).map(wordPresence).join(', ')}
        >{`+${String(more)}`}</span>
      ) : null}
    </span>
  );
}

/** A dot on a row or card that a colleague has open; its words on hover and to screen readers. */
export function ColleagueDot({
  resource,
  id,
  className,
}: {
  readonly resource: OpenResource;
  readonly id: string;
  readonly className?: string;
}) {
  const there = useColleaguesAt(resource, id);
  const first = there[0];
  if (first === undefined) return null;
  const words =
    there.length === 1
      ? wordPresence(first)
      : m.shared_presence_more({ names: there.map(({ personName }) => personName).join(', ') });
  return (
    <span role="img" aria-label={words} data-tip={words} className={classes('flex shrink-0 items-center', className)}>
      <span
        className={classes(
          'size-2 rounded-full forced-colors:bg-[CanvasText]',
          there.some(({ isEditing }) => isEditing) ? 'bg-mine' : 'border-[1.5px] border-mine',
        )}
      />
    </span>
  );
}

/** The name of somebody by id, for lists that only know ids; null: nobody, or nobody known. */
export function usePersonName(): (id: string | null) => string | null {
  const { byId } = usePeople();
  return (id) => {
    const person = id === null ? undefined : byId.get(id);
    return person === undefined ? null : person.name !== '' ? person.name : person.email;
  };
}
