import { z } from 'zod';
import { columnKindOf, WRITABLE } from './columns.ts';
import { allowedCallers } from './functions.ts';
import type { Relation } from './objects.ts';
import { ACTORS, kindOf, rightsOf, VERBS } from './rules.ts';
import type { Actor, Rights } from './rules.ts';

const relationVerdict = z.strictObject({
  kind: z.string(),
  /** Per actor: `read:MCS insert:MC`, verbs that reach nothing left out; `-` for nothing at all. */
  verdicts: z.record(z.enum(ACTORS), z.string()),
  columns: z.record(z.string(), z.enum(['plain', 'personal', 'sealed'])),
  writable: z.array(z.string()).optional(),
});
const matrixSchema = z.strictObject({
  legend: z.array(z.string()),
  relations: z.record(z.string(), relationVerdict),
  functions: z.record(z.string(), z.array(z.string())),
  sequences: z.record(z.string(), z.enum(['counter', 'closed'])),
});
export type AccessMatrix = z.infer<typeof matrixSchema>;
export type RelationVerdict = z.infer<typeof relationVerdict>;

export type Objects = {
  readonly relations: readonly Relation[];
  readonly functions: readonly string[];
  readonly sequences: readonly { readonly name: string; readonly of: string | null }[];
};

const LEGEND = [
  'Written by scripts/access-matrix.mjs from the rules in test/postgres/access; judge a change there.',
  'Rows by letters. M: of this person. C: of colleagues, same organization and stores. S: of a store of the organization that the person is not entered in. G: of nobody. Never another tenant’s.',
  'stranger: the owner of another tenant, about the own rows. nobody: on a login, without a session.',
  'Columns. sealed: granted to no client. personal: of people outside, never met by viewers, developers and strangers.',
];

/** The verdicts that the rules give about these objects; fails where a table or view has no kind. */
export function judge({ relations, functions, sequences }: Objects): AccessMatrix {
  const undecided = relations.filter(({ name }) => kindOf(name) === null).map(({ name }) => name);
  if (undecided.length > 0) throw new Error(`No rule says who may do what with: ${undecided.join(', ')}`);
  return {
    legend: LEGEND,
    relations: Object.fromEntries(relations.map((relation) => [relation.name, verdictOf(relation)])),
    functions: Object.fromEntries(functions.map((name) => [name, [...allowedCallers(name)]])),
    sequences: Object.fromEntries(
      sequences.map(({ name, of }) => [name, of !== null && isWritten(of) ? 'counter' : 'closed']),
    ),
  };
}

export const readMatrix = (text: string): AccessMatrix => matrixSchema.parse(JSON.parse(text));

export function rightsIn(verdict: RelationVerdict, actor: Actor): Rights {
  const words = (verdict.verdicts[actor] ?? '').split(' ').map((word) => word.split(':'));
  const of = (verb: string): string => words.find(([name]) => name === verb)?.[1] ?? '';
  return { read: of('read'), insert: of('insert'), update: of('update'), delete: of('delete') };
}

function verdictOf({ name, columns }: Relation): RelationVerdict {
  const written = (actor: Actor): string => {
    const rights = rightsOf(name, actor);
    return VERBS.filter((verb) => rights[verb] !== '')
      .map((verb) => `${verb}:${rights[verb]}`)
      .join(' ');
  };
  const writable = WRITABLE[name];
  return {
    kind: kindOf(name) ?? '',
    verdicts: Object.fromEntries(ACTORS.map((actor) => [actor, written(actor) || '-'])) as Record<Actor, string>,
    columns: Object.fromEntries(columns.map((column) => [column.name, columnKindOf(name, column.name)])),
    ...(writable === undefined ? {} : { writable: [...writable] }),
  };
}

const isWritten = (relation: string): boolean => ACTORS.some((actor) => rightsOf(relation, actor).insert !== '');
