import type { ImageFetch } from './config.ts';
import type { Context } from './context.ts';
import { done, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { isRecord, slugify, toBool, toInt, toText } from './php.ts';
import { take } from './state.ts';
import { createTerm, findTerm } from './terms-store.ts';
import type { Attachment, ProductAttribute, VariationAttribute } from './types.ts';

/** Categories by id only; unknown ids and names are dropped, and nothing left means the default category. */
export function categoriesFrom(context: Context, written: unknown): number[] {
  const ids = Array.isArray(written) ? written.filter(isRecord).map((item) => toInt(item['id'])) : [];
  const known = ids.filter((id) => context.state.terms.get(id)?.kind === 'category');
  return known.length === 0 ? [context.state.plan.taxonomy.uncategorizedId] : sorted(known);
}

export function brandsFrom(context: Context, written: unknown): number[] {
  const ids = Array.isArray(written) ? written.filter(isRecord).map((item) => toInt(item['id'])) : [];
  return sorted(ids.filter((id) => context.state.terms.get(id)?.kind === 'brand'));
}

/** Tags by id, or by name: a name that does not exist yet becomes a tag. */
export function tagsFrom(context: Context, written: unknown): number[] {
  const found: number[] = [];
  for (const item of Array.isArray(written) ? written.filter(isRecord) : []) {
    const id = toInt(item['id']);
    const name = toText(item['name']).trim();
    if (id > 0) {
      if (context.state.terms.get(id)?.kind === 'tag') found.push(id);
    } else if (name !== '') {
      found.push((findTerm(context.state, 'tag', 0, name) ?? createTerm(context, { kind: 'tag', name })).id);
    }
  }
  return sorted(found);
}

function sorted(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}

/** Global attributes by id (their unknown options become terms), everything else a custom attribute of this product. */
export function attributesFrom(context: Context, written: unknown): ProductAttribute[] {
  const result: ProductAttribute[] = [];
  for (const [at, item] of (Array.isArray(written) ? written.filter(isRecord) : []).entries()) {
    const id = toInt(item['id']);
    const position = item['position'] === undefined ? at : toInt(item['position']);
    const raw = item['options'];
    const options = (Array.isArray(raw) ? raw : typeof raw === 'string' ? raw.split('|') : [])
      .map((option) => toText(option).trim())
      .filter((option) => option !== '');
    const flags = { position, visible: toBool(item['visible'] ?? true), variation: toBool(item['variation'] ?? false) };
    if (id > 0) {
      const attribute = context.state.attributes.get(id);
      if (attribute === undefined || options.length === 0) continue;
      const terms = options.map(
        (name) =>
          findTerm(context.state, 'attribute_term', id, name) ??
          createTerm(context, { kind: 'attribute_term', attributeId: id, name }),
      );
      result.push({ id, name: attribute.name, ...flags, options: sorted(terms.map((term) => term.id)) });
    } else {
      const name = toText(item['name']).trim();
      if (name !== '') result.push({ id: 0, name, ...flags, options });
    }
  }
  return result.sort((a, b) => a.position - b.position);
}

/** The choice of a variation or the default choice of a parent; options are not checked against the parent. */
export function choicesFrom(context: Context, written: unknown): VariationAttribute[] {
  return (Array.isArray(written) ? written.filter(isRecord) : []).flatMap((item) => {
    const id = toInt(item['id']);
    const option = toText(item['option']).trim();
    const attribute =
      id > 0
        ? context.state.attributes.get(id)
        : context.state.attributes.values().find((candidate) => candidate.name === toText(item['name']));
    if (attribute === undefined) {
      const name = toText(item['name']);
      return id > 0 || name === '' ? [] : [{ id: 0, name, option }];
    }
    const term = findTerm(context.state, 'attribute_term', attribute.id, option);
    return [{ id: attribute.id, name: attribute.name, option: term?.slug ?? slugify(option) }];
  });
}

function defaultFetch(context: Context, url: string): ImageFetch {
  const base = context.state.config.baseUrl;
  if (url.startsWith(`${base}/`)) {
    return url.startsWith(`${base}/wp-content/uploads/`)
      ? { kind: 'image', width: 640 }
      : { kind: 'error', message: 'Not Found' };
  }
  const path = url.split(/[?#]/)[0] ?? '';
  return /\.(?:png|jpe?g|gif|webp|avif)$/i.test(path) ? { kind: 'image', width: 640 } : { kind: 'not-an-image' };
}

/** Sideloads one picture: the shop always makes a new attachment, even from its own address. */
function sideload(context: Context, rawSrc: string, item: Record<string, unknown>): Outcome<Attachment> {
  const src = /^https?:\/\//i.test(rawSrc) ? rawSrc : `http://${rawSrc.replaceAll(' ', '%20')}`;
  const upload = (message: string): Outcome<Attachment> =>
    refuse(400, 'woocommerce_product_image_upload_error', message);
  const host = /^https?:\/\/([^/?#]*)/i.exec(src)?.[1] ?? '';
  if (!/^https?:\/\//i.test(rawSrc) && (host.includes('%') || /^[a-z]+:/i.test(rawSrc)))
    return upload(`Error getting remote image ${src}. Error: A valid URL was not provided.`);
  const answer = (context.state.config.fetchImage ?? ((url: string) => defaultFetch(context, url)))(src);
  if (answer.kind === 'error') return upload(`Error getting remote image ${src}. Error: ${answer.message}`);
  if (answer.kind === 'not-an-image')
    return upload('Invalid image: Sorry, you are not allowed to upload this file type.');
  const { state, nowSec } = context;
  const id = take(state, 'post');
  const month = new Date(nowSec * 1000).toISOString().slice(0, 7).replace('-', '/');
  const file = (src.split(/[?#]/)[0] ?? '').split('/').pop() ?? `image-${id}.png`;
  const name = item['name'] === undefined || item['name'] === '' ? file : toText(item['name']);
  const attachment: Attachment = {
    id,
    created: nowSec,
    modified: nowSec,
    path: `/wp-content/uploads/${month}/${uniqueFile(file, id)}`,
    name,
    alt: toText(item['alt']),
    width: answer.width,
  };
  state.attachments.put(id, attachment);
  return done(attachment);
}

function uniqueFile(file: string, id: number): string {
  const dot = file.lastIndexOf('.');
  return dot < 0 ? `${file}-${id}` : `${file.slice(0, dot)}-${id}${file.slice(dot)}`;
}

/** Images of a write: `{id}` keeps or picks an attachment, `{src}` makes a new one. */
export function imagesFrom(context: Context, written: unknown): Outcome<number[]> {
  const ids: number[] = [];
  for (const item of Array.isArray(written) ? written.filter(isRecord) : []) {
    const outcome = imageFrom(context, item);
    if (!outcome.ok) return outcome;
    if (outcome.value !== 0) ids.push(outcome.value);
  }
  return done(ids);
}

/** One image; 0 where the item names none. */
export function imageFrom(context: Context, item: Record<string, unknown>): Outcome<number> {
  const id = toInt(item['id']);
  if (id > 0) {
    const image = context.state.attachments.get(id);
    if (image === undefined)
      return refuse(400, 'woocommerce_product_invalid_image_id', `#${id} is an invalid image ID.`);
    const name = item['name'] === undefined ? image.name : toText(item['name']);
    const alt = item['alt'] === undefined ? image.alt : toText(item['alt']);
    if (name !== image.name || alt !== image.alt)
      context.state.attachments.put(id, { ...image, name, alt, modified: context.nowSec });
    return done(id);
  }
  const src = toText(item['src']);
  if (src === '') return done(0);
  const outcome = sideload(context, src, item);
  return outcome.ok ? done(outcome.value.id) : outcome;
}
