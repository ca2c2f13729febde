/** What is being typed after an @, from the @ to the caret. Null: no name is being typed. */
export function mentionAt(text: string, caret: number): { readonly from: number; readonly typed: string } | null {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf('@');
  if (at < 0 || (at > 0 && !/\s|[([]/.test(before[at - 1] ?? ''))) return null;
  const typed = before.slice(at + 1);
  return /\n/.test(typed) || typed.split(' ').length > 3 ? null : { from: at, typed };
}

type Named = { readonly id: string; readonly name: string };

/** Who is offered for what was typed, at most six. */
export function peopleFor(people: readonly Named[], typed: string): readonly Named[] {
  const wanted = typed.trim().toLocaleLowerCase();
  return people
    .filter(
      ({ name }) =>
        name !== '' &&
        name
          .toLocaleLowerCase()
          .split(/\s+/)
          .concat(name.toLocaleLowerCase())
          .some((part) => part.startsWith(wanted)),
    )
    .slice(0, 6);
}

/** The text with the name in place of what was typed, and where the caret goes. */
export function withMention(
  text: string,
  caret: number,
  from: number,
  name: string,
): { readonly text: string; readonly caret: number } {
  const head = `${text.slice(0, from)}@${name} `;
  return { text: head + text.slice(caret).replace(/^ /, ''), caret: head.length };
}

/** Ids of the people that a text names, as the engine wants them. A name within a longer one does not count twice. */
export function mentionedIn(people: readonly Named[], text: string): string[] {
  let rest = text;
  const ids: string[] = [];
  for (const { id, name } of people.toSorted((a, b) => b.name.length - a.name.length)) {
    if (name === '' || !rest.includes(`@${name}`)) continue;
    ids.push(id);
    rest = rest.replaceAll(`@${name}`, '');
  }
  return ids;
}
