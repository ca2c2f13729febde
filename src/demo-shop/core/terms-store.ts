import type { Context } from './context.ts';
import { kses, slugify } from './php.ts';
import type { ShopState } from './state.ts';
import { logWrite, take } from './state.ts';
import type { TermKind, TermRecord } from './types.ts';

export type NewTerm = {
  readonly kind: TermKind;
  readonly attributeId?: number;
  readonly name: string;
  readonly slug?: string;
  readonly parent?: number;
  readonly description?: string;
};

export function termsOf(state: ShopState, kind: TermKind, attributeId = 0): TermRecord[] {
  return state.terms.values().filter((term) => term.kind === kind && term.attribute_id === attributeId);
}

/** A term by its name or slug, without regard to case. */
export function findTerm(
  state: ShopState,
  kind: TermKind,
  attributeId: number,
  nameOrSlug: string,
): TermRecord | undefined {
  const wanted = kses(nameOrSlug).toLowerCase();
  const slug = slugify(nameOrSlug);
  const terms = termsOf(state, kind, attributeId);
  return (
    terms.find((term) => term.name.toLowerCase() === wanted) ?? terms.find((term) => term.slug === slug && slug !== '')
  );
}

/** A slug free among terms of one taxonomy; hierarchical ones add the parent's slug first, as WordPress does. */
export function uniqueTermSlug(
  state: ShopState,
  kind: TermKind,
  attributeId: number,
  wanted: string,
  parent: number,
  except: number,
): string {
  const taken = new Set(
    termsOf(state, kind, attributeId)
      .filter((term) => term.id !== except)
      .map((term) => term.slug),
  );
  if (!taken.has(wanted)) return wanted;
  const parentSlug = parent === 0 ? undefined : state.terms.get(parent)?.slug;
  const base = parentSlug === undefined ? wanted : `${wanted}-${parentSlug}`;
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}

export function createTerm(context: Context, term: NewTerm): TermRecord {
  const { state } = context;
  const attributeId = term.attributeId ?? 0;
  const parent = term.parent ?? 0;
  const wanted = term.slug === undefined || term.slug === '' ? slugify(term.name) : slugify(term.slug);
  const id = take(state, 'term');
  const record: TermRecord = {
    id,
    kind: term.kind,
    attribute_id: attributeId,
    name: kses(term.name),
    slug: uniqueTermSlug(state, term.kind, attributeId, wanted === '' ? String(id) : wanted, parent, 0),
    parent,
    description: term.description ?? '',
    display: 'default',
    image_id: 0,
    menu_order: 0,
  };
  state.terms.put(id, record);
  logWrite(state, {
    atMs: context.nowMs,
    source: 'effect',
    op: 'create',
    entity: 'terms',
    id,
    parentId: attributeId,
    body: { name: term.name, kind: term.kind },
  });
  return record;
}
