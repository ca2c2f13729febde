import type { Context, Reply } from './context.ts';
import { failed, json } from './context.ts';
import type { Outcome } from './errors.ts';
import { errorBody, refuse } from './errors.ts';
import { isRecord, toInt } from './php.ts';
import type { Resource } from './resource.ts';

const LIMIT = 100;

function listAt(params: Readonly<Record<string, unknown>>, name: string): unknown[] {
  const value = params[name];
  return Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
}

function itemOf(outcome: Outcome<unknown>, id: number | null): unknown {
  if (outcome.ok) return outcome.value;
  return { id, error: errorBody(outcome.error) };
}

/**
 * Create, update and delete in one request, one after the other and without a transaction. Items skip the
 * schema, deletions are always forced, and the answer is 200 whatever happened.
 */
export function runBatch(resource: Resource): (context: Context) => Reply {
  return (context) => {
    const creates = listAt(context.params, 'create');
    const updates = listAt(context.params, 'update');
    const deletes = listAt(context.params, 'delete');
    if (creates.length + updates.length + deletes.length > LIMIT) {
      return failed(
        refuse(
          413,
          'woocommerce_rest_request_entity_too_large',
          `Unable to accept more than ${LIMIT} items for this request.`,
        ).error,
      );
    }
    const body: Record<string, unknown> = {};
    if (creates.length > 0)
      body['create'] = creates.map((item) => itemOf(resource.create(context, isRecord(item) ? item : {}), 0));
    if (updates.length > 0) body['update'] = updates.map((item) => updateItem(resource, context, item));
    if (deletes.length > 0) body['delete'] = deletes.map((item) => deleteItem(resource, context, item));
    return json(200, Object.keys(body).length === 0 ? [] : body);
  };
}

function updateItem(resource: Resource, context: Context, item: unknown): unknown {
  const fields = isRecord(item) ? item : {};
  const id = fields['id'];
  const { id: _id, ...params } = fields;
  return itemOf(resource.update(context, toInt(id), params), id === undefined ? null : toInt(id));
}

function deleteItem(resource: Resource, context: Context, item: unknown): unknown {
  const id = isRecord(item) ? toInt(item['id']) : toInt(item);
  return itemOf(resource.remove(context, id, true), id);
}
