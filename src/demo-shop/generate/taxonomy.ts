import { slugify } from '../core/php.ts';
import type { AttributeRecord, TermKind, TermRecord } from '../core/types.ts';
import { BRANDS, CATEGORY_TREE, FINISH_TERMS, SHIPPING_CLASSES, SIZE_TERMS, TAGS } from './term-words.ts';
import { GLAZES } from './words.ts';

export type Taxonomy = {
  readonly terms: ReadonlyMap<number, TermRecord>;
  readonly attributes: ReadonlyMap<number, AttributeRecord>;
  readonly uncategorizedId: number;
  readonly categoryIdOfSlug: ReadonlyMap<string, number>;
  readonly tagIds: readonly number[];
  readonly brandIds: readonly number[];
  readonly shippingClassIds: readonly number[];
  readonly sizeTermIds: readonly number[];
  readonly colorTermIds: readonly number[];
  readonly finishTermIds: readonly number[];
  readonly nextTermId: number;
};

export const SIZE_ATTRIBUTE = 1;
export const COLOR_ATTRIBUTE = 2;
export const FINISH_ATTRIBUTE = 3;
export const UNCATEGORIZED = 15;

/** The shop's terms: a category tree, tags, brands, shipping classes, and three attributes with their terms. */
export function generateTaxonomy(): Taxonomy {
  const terms = new Map<number, TermRecord>();
  let next = UNCATEGORIZED;
  const add = (
    kind: TermKind,
    name: string,
    slug: string,
    parent: number,
    description: string,
    attributeId: number,
    order: number,
  ): number => {
    const id = next;
    next += 1;
    terms.set(id, {
      id,
      kind,
      attribute_id: attributeId,
      name,
      slug,
      parent,
      description,
      display: 'default',
      image_id: 0,
      menu_order: order,
    });
    return id;
  };
  add('category', 'Uncategorized', 'uncategorized', 0, '', 0, 0);
  const categoryIdOfSlug = new Map<string, number>([['uncategorized', UNCATEGORIZED]]);
  CATEGORY_TREE.forEach((entry, order) => {
    const parent = entry.parent === null ? 0 : (categoryIdOfSlug.get(entry.parent) ?? 0);
    categoryIdOfSlug.set(
      entry.slug,
      add(
        'category',
        entry.name.replace('&', '&amp;'),
        slugify(entry.name) === '' ? entry.slug : slugify(entry.name),
        parent,
        entry.about,
        0,
        order,
      ),
    );
  });
  const tagIds = TAGS.map((name) => add('tag', name, slugify(name), 0, '', 0, 0));
  const brandIds = BRANDS.map((name) => add('brand', name, slugify(name), 0, '', 0, 0));
  const shippingClassIds = SHIPPING_CLASSES.map(([name, slug]) => add('shipping_class', name, slug, 0, '', 0, 0));
  const sizeTermIds = SIZE_TERMS.map((name, order) =>
    add('attribute_term', name, slugify(name), 0, '', SIZE_ATTRIBUTE, order),
  );
  const colorTermIds = GLAZES.map((glaze, order) =>
    add(
      'attribute_term',
      glaze.name.replace(/^./, (char) => char.toUpperCase()),
      slugify(glaze.name),
      0,
      '',
      COLOR_ATTRIBUTE,
      order,
    ),
  );
  const finishTermIds = FINISH_TERMS.map((name, order) =>
    add('attribute_term', name, slugify(name), 0, '', FINISH_ATTRIBUTE, order),
  );
  const attribute = (id: number, name: string, slug: string): [number, AttributeRecord] => [
    id,
    { id, name, slug, type: 'select', order_by: 'menu_order', has_archives: false },
  ];
  const attributes = new Map([
    attribute(SIZE_ATTRIBUTE, 'Size', 'pa_size'),
    attribute(COLOR_ATTRIBUTE, 'Glaze', 'pa_glaze'),
    attribute(FINISH_ATTRIBUTE, 'Finish', 'pa_finish'),
  ]);
  return {
    terms,
    attributes,
    uncategorizedId: UNCATEGORIZED,
    categoryIdOfSlug,
    tagIds,
    brandIds,
    shippingClassIds,
    sizeTermIds,
    colorTermIds,
    finishTermIds,
    nextTermId: next,
  };
}
