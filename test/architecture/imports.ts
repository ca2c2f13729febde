import { posix } from 'node:path';
import type { Sources } from './source-files.ts';

export type Import = {
  /** As written. */
  readonly specifier: string;
  /** Path from the checkout's root for relative imports, without a query; the specifier for packages. */
  readonly target: string;
  readonly isRelative: boolean;
  /** Erased before the program runs. */
  readonly isTypeOnly: boolean;
};

// Statements start a line in formatted code; a statement's clause holds neither quotes nor semicolons.
const STATEMENT = /^(?:import|export)\b([^'";]*?)\bfrom\s*['"]([^'"]+)['"]/gm;
const BARE = /^import\s*['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g;

/** All imports and re-exports of a file. */
export function importsOf(path: string, source: string): readonly Import[] {
  const found: Import[] = [];
  for (const [, clause, specifier] of source.matchAll(STATEMENT)) {
    found.push(toImport(path, specifier ?? '', isTypeClause(clause ?? '')));
  }
  for (const [, specifier] of source.matchAll(BARE)) found.push(toImport(path, specifier ?? '', false));
  for (const [, specifier] of source.matchAll(DYNAMIC)) found.push(toImport(path, specifier ?? '', false));
  return found;
}

function isTypeClause(clause: string): boolean {
  const text = clause.trim();
  if (text.startsWith('type ') || text.startsWith('type{')) return true;
  const names = /^\{([^}]*)\}$/
    .exec(text)?.[1]
    ?.split(',')
    .map((name) => name.trim());
  const given = names?.filter((name) => name !== '') ?? [];
  return given.length > 0 && given.every((name) => name.startsWith('type '));
}

function toImport(path: string, specifier: string, isTypeOnly: boolean): Import {
  const isRelative = specifier.startsWith('.');
  const bare = specifier.split('?', 1)[0] ?? specifier;
  const target = isRelative ? posix.normalize(posix.join(posix.dirname(path), bare)) : specifier;
  return { specifier, target, isRelative, isTypeOnly };
}

/** Groups of files that import each other in a circle, each sorted; empty when there is none. */
export function findCycles(sources: Sources): readonly (readonly string[])[] {
  const edges = new Map<string, readonly string[]>();
  for (const [path, source] of sources) {
    const targets = importsOf(path, source).filter(({ isRelative }) => isRelative);
    edges.set(
      path,
      targets.map(({ target }) => target).filter((target) => sources.has(target)),
    );
  }
  return stronglyConnected(edges).filter((group) => {
    const only = group[0] ?? '';
    return group.length > 1 || (edges.get(only) ?? []).includes(only);
  });
}

/** Tarjan's algorithm. */
function stronglyConnected(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const indexes = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const groups: (readonly string[])[] = [];

  function visit(node: string): void {
    indexes.set(node, indexes.size);
    lowest.set(node, indexes.size - 1);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!indexes.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(next) ?? 0));
    }
    if (lowest.get(node) === indexes.get(node)) groups.push(stack.splice(stack.indexOf(node)).toSorted());
  }

  for (const node of edges.keys()) if (!indexes.has(node)) visit(node);
  return groups;
}
