import type { Context, Reply } from './context.ts';
import { fieldTree, phpJson, selectFields } from './serialize.ts';

/** A short list that is always served whole. */
export function listReply(context: Context, values: readonly unknown[]): Reply {
  const tree = fieldTree(context.params['_fields']);
  const items = values.map((value) => phpJson(tree === null ? value : selectFields(value, tree)));
  return { kind: 'list', items, total: items.length, totalPages: 1, page: 1, paged: false };
}
