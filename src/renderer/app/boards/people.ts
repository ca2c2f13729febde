import { useMemo } from 'react';
import type { Person } from '../../../shared/contract/boards-common.ts';
import { m } from '../../paraglide/messages.js';
import { useEngineQuery } from '../engine-client.tsx';

export type People = {
  readonly all: readonly Person[];
  readonly active: readonly Person[];
  readonly me: Person | null;
  readonly byId: ReadonlyMap<string, Person>;
  readonly nameOf: (id: string | null) => string;
};

/** What a person is called on screen; the one at this computer is “Me” until there is a name. */
export function nameOfPerson(person: Person | undefined): string {
  if (!person) return m.board_person_unknown();
  return person.name !== ''
    ? person.name
    : person.is_me
      ? m.board_person_me()
      : (person.email ?? m.board_person_unknown());
}

/** Those who work here, by id. */
export function usePeople(): People {
  const { data } = useEngineQuery('people.list', {});
  return useMemo(() => {
    const all = data ?? [];
    const byId = new Map(all.map((person) => [person.id, person]));
    return {
      all,
      active: all.filter((person) => person.is_active),
      me: all.find((person) => person.is_me) ?? null,
      byId,
      nameOf: (id) => (id === null ? m.board_person_nobody() : nameOfPerson(byId.get(id))),
    };
  }, [data]);
}

/** Two letters at most: `Maya Tal` is MT, `Maya` is MA. */
export function initialsOfName(name: string): string {
  const words = name.split(/[\s@.]+/).filter(Boolean);
  const [first = '?', ...rest] = words;
  const last = rest.at(-1);
  const letters = last ? `${[...first][0] ?? ''}${[...last][0] ?? ''}` : [...first].slice(0, 2).join('');
  return letters.toLocaleUpperCase();
}
