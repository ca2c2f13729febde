import { renderImage } from './render-product.ts';
import { linksOf } from './serialize.ts';
import type { ShopState } from './state.ts';
import type { TermKind, TermRecord } from './types.ts';

const ROUTES: Readonly<Record<TermKind, string>> = {
  category: 'products/categories',
  tag: 'products/tags',
  brand: 'products/brands',
  shipping_class: 'products/shipping_classes',
  attribute_term: 'products/attributes',
};

export function isTree(kind: TermKind): boolean {
  return kind === 'category' || kind === 'brand';
}

function rootOf(state: ShopState, kind: TermKind, attributeId: number): string {
  const base = `${state.config.baseUrl}/wp-json/wc/v3/${ROUTES[kind]}`;
  return kind === 'attribute_term' ? `${base}/${attributeId}/terms` : base;
}

export function renderTerm(state: ShopState, term: TermRecord): Record<string, unknown> {
  const count = state.termCounts.of(term.id);
  if (isTree(term.kind)) {
    const image = term.image_id === 0 ? undefined : state.attachments.get(term.image_id);
    const full = image === undefined ? null : renderImage(state, image);
    const shown =
      full === null
        ? null
        : {
            id: full['id'],
            date_created: full['date_created'],
            date_created_gmt: full['date_created_gmt'],
            date_modified: full['date_modified'],
            date_modified_gmt: full['date_modified_gmt'],
            src: full['src'],
            name: full['name'],
            alt: full['alt'],
          };
    return {
      id: term.id,
      name: term.name,
      slug: term.slug,
      parent: term.parent,
      description: term.description,
      display: term.display,
      image: shown,
      menu_order: term.menu_order,
      count,
    };
  }
  if (term.kind === 'attribute_term')
    return {
      id: term.id,
      name: term.name,
      slug: term.slug,
      description: term.description,
      menu_order: term.menu_order,
      count,
    };
  return { id: term.id, name: term.name, slug: term.slug, description: term.description, count };
}

export function withLinks(state: ShopState, term: TermRecord): Record<string, unknown> {
  const root = rootOf(state, term.kind, term.attribute_id);
  const links: Record<string, unknown> = { ...linksOf(`${root}/${term.id}`, root) };
  if (isTree(term.kind) && term.parent !== 0) links['up'] = [{ href: `${root}/${term.parent}` }];
  return { ...renderTerm(state, term), _links: links };
}
