import type { JsonObject, EntityName } from '../../../shared/domain/entities.ts';
import type { Projection } from './projection.ts';
import { asFlag, asId, asInteger, asObject, asText, asTextOrNull } from './read-json.ts';

function treeProjection(entity: EntityName): Projection {
  return {
    columns: [
      'name',
      'slug',
      'description',
      'parent_woo_id',
      'parent_id',
      'count',
      'image_url',
      'display',
      'menu_order',
    ],
    project: (document, context) => {
      const parent = asId(document['parent']);
      return [
        asText(document['name']),
        asText(document['slug']),
        asText(document['description']),
        parent,
        parent === null ? null : context.localIdOf(entity, parent),
        asInteger(document['count']) ?? 0,
        asTextOrNull(asObject(document['image'])['src']),
        asText(document['display']) || 'default',
        asInteger(document['menu_order']) ?? 0,
      ];
    },
  };
}

export const categoryProjection = treeProjection('categories');
export const brandProjection = treeProjection('brands');

function flatValues(document: JsonObject): [string, string, string] {
  return [asText(document['name']), asText(document['slug']), asText(document['description'])];
}

/** Tags and shipping classes. */
export const flatTermProjection: Projection = {
  columns: ['name', 'slug', 'description', 'count'],
  project: (document) => [...flatValues(document), asInteger(document['count']) ?? 0],
};

export const attributeProjection: Projection = {
  columns: ['name', 'slug', 'type', 'order_by', 'has_archives'],
  project: (document) => [
    asText(document['name']),
    asText(document['slug']),
    asText(document['type']) || 'select',
    asText(document['order_by']) || 'menu_order',
    asFlag(document['has_archives']),
  ],
};

export const attributeTermProjection: Projection = {
  columns: ['attribute_id', 'name', 'slug', 'description', 'menu_order', 'count'],
  project: (document, context) => [
    context.parentId,
    ...flatValues(document),
    asInteger(document['menu_order']) ?? 0,
    asInteger(document['count']) ?? 0,
  ],
};
