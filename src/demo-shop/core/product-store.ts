import type { Context } from './context.ts';
import { logWrite } from './state.ts';
import type { WriteEntry } from './state.ts';
import type { ProductRecord } from './types.ts';

export function bumped(context: Context, record: ProductRecord, sec = context.nowSec): ProductRecord {
  return { ...record, modified: sec, modified_wall: context.state.config.zone.toWall(sec) };
}

export function note(
  context: Context,
  op: WriteEntry['op'],
  record: ProductRecord,
  body: unknown,
  source: WriteEntry['source'] = context.source,
): void {
  logWrite(context.state, {
    atMs: context.nowMs,
    source,
    op,
    entity: record.type === 'variation' ? 'variations' : 'products',
    id: record.id,
    parentId: record.parent_id,
    body,
  });
}

/** Removes a product or variation for good, without a trace. */
export function dropProduct(
  context: Context,
  record: ProductRecord,
  source: WriteEntry['source'] = context.source,
): void {
  const { state } = context;
  if (record.type === 'variation') state.variations.remove(record.id);
  else state.products.remove(record.id);
  state.torn.delete(record.id);
  note(context, 'delete', record, null, source);
}
