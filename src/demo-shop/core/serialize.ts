import { isRecord } from './php.ts';

const BEYOND_ASCII = /[\u007f-\uffff]/;

/** `json_encode` with PHP's default flags: slashes and everything beyond ASCII are escaped. */
export function phpJson(value: unknown): string {
  const text = JSON.stringify(value).replaceAll('/', '\\/');
  return BEYOND_ASCII.test(text) ? text.replace(/[\u007f-\uffff]/g, escaped) : text;
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export type FieldTree = { [name: string]: FieldTree | true };

/** `_fields` in CSV or bracket form; null where the parameter is absent or empty. */
export function fieldTree(value: unknown): FieldTree | null {
  const names = listOf(value);
  if (names.length === 0) return null;
  const root: FieldTree = {};
  for (const name of names) {
    let node = root;
    const steps = name.split('.');
    for (let depth = 0; depth < steps.length; depth += 1) {
      const step = steps[depth] ?? '';
      const child = node[step];
      if (child === true) break;
      if (depth === steps.length - 1) node[step] = true;
      else node = child ?? (node[step] = {});
    }
  }
  return root;
}

export function listOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((part) => part !== '');
  if (Array.isArray(value)) return value.map(String);
  if (isRecord(value)) return Object.values(value).map(String);
  return [];
}

/** Keeps the named fields. An empty result is an empty array, because PHP cannot tell `{}` from `[]`. */
export function selectFields(body: unknown, tree: FieldTree): unknown {
  if (Array.isArray(body)) return [];
  if (!isRecord(body)) return body;
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const branch = Object.hasOwn(tree, name) ? tree[name] : undefined;
    if (branch === undefined) continue;
    kept[name] = branch === true || typeof value !== 'object' || value === null ? value : selectFields(value, branch);
  }
  return Object.keys(kept).length === 0 ? [] : kept;
}

export type Links = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

export const READ_WRITE = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export const READ_DELETE = ['GET', 'DELETE'] as const;
export const READ_ONLY = ['GET'] as const;

/** The `_links` of a record: itself with the methods it allows, its collection, and what else is given. */
export function linksOf(self: string, collection: string, allow: readonly string[] = READ_WRITE, up?: string): Links {
  const links: Record<string, readonly Readonly<Record<string, unknown>>[]> = {
    self: [{ href: self, targetHints: { allow } }],
    collection: [{ href: collection }],
  };
  if (up !== undefined) links['up'] = [{ href: up }];
  return links;
}
