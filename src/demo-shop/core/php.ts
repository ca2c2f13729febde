/** The parts of PHP and WordPress text handling that the API's answers depend on. */

export type PhpArray = { [key: string]: PhpValue };
export type PhpValue = string | PhpArray;

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Parses a query string as PHP does: `a=1&b[]=2&b[0]=3&c[x]=y`; the last value of a repeated plain name wins. */
export function parseQuery(query: string): PhpArray {
  const root: PhpArray = Object.create(null) as PhpArray;
  if (query === '') return root;
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const rawName = at < 0 ? pair : pair.slice(0, at);
    const value = at < 0 ? '' : decode(pair.slice(at + 1));
    const name = decode(rawName);
    const open = name.indexOf('[');
    if (open <= 0) {
      root[name] = value;
      continue;
    }
    const keys = [
      name.slice(0, open),
      ...[...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? ''),
    ];
    assign(root, keys, value);
  }
  return root;
}

function assign(root: PhpArray, keys: readonly string[], value: string): void {
  let node = root;
  for (let depth = 0; depth < keys.length; depth += 1) {
    const wanted = keys[depth] ?? '';
    const key = wanted === '' && depth > 0 ? nextIndex(node) : wanted;
    if (depth === keys.length - 1) {
      node[key] = value;
      return;
    }
    const child = node[key];
    if (typeof child === 'object') node = child;
    else {
      const fresh = Object.create(null) as PhpArray;
      node[key] = fresh;
      node = fresh;
    }
  }
}

function nextIndex(node: PhpArray): string {
  let next = 0;
  for (const key of Object.keys(node)) if (/^\d+$/.test(key)) next = Math.max(next, Number(key) + 1);
  return String(next);
}

/** `rawurlencode`: RFC 3986. */
export function rawUrlEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `http_build_query` with RFC 1738 escaping as `add_query_arg` produces it for the Link header. */
export function buildQuery(values: PhpArray): string {
  const parts: string[] = [];
  const walk = (prefix: string, value: PhpValue): void => {
    if (typeof value === 'string') parts.push(`${prefix}=${rawUrlEncode(value)}`);
    else for (const [key, child] of Object.entries(value)) walk(`${prefix}%5B${rawUrlEncode(key)}%5D`, child);
  };
  for (const [key, value] of Object.entries(values)) walk(rawUrlEncode(key), value);
  return parts.join('&');
}

/** PHP's conversion to string. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined || value === false) return '';
  if (value === true) return '1';
  if (typeof value === 'number') return String(value);
  return 'Array';
}

/** PHP's `intval`. */
export function toInt(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.trunc(value) : 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') {
    const match = /^\s*[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(value);
    return match === null ? 0 : Math.trunc(Number(match[0]));
  }
  return Array.isArray(value) && value.length > 0 ? 1 : 0;
}

/** `wc_string_to_bool` and `rest_sanitize_boolean` agree on everything that clients send. */
export function toBool(value: unknown): boolean {
  if (typeof value === 'string') return ['yes', 'true', '1', 'on'].includes(value.toLowerCase());
  return value === true || (typeof value === 'number' && value !== 0);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LATIN: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', Ø: 'O', æ: 'ae', Æ: 'AE', œ: 'oe', ł: 'l', đ: 'd' };

/** Letters of other scripts and emoji stay; general punctuation and variation selectors fall away. */
function keptInSlug(code: number): boolean {
  return code > 0x7f && !(code >= 0x2000 && code <= 0x206f) && code !== 0xfe0f && !(code >= 0xd800 && code <= 0xdfff);
}

/** `sanitize_title`: accents fall off, other scripts stay as lower-case percent escapes. */
export function slugify(text: string): string {
  // Most names are plain; the long way below is for accents, other scripts and markup.
  if (/^[a-zA-Z0-9 ,.-]*$/.test(text)) return hyphenated(text.toLowerCase().replaceAll(',', '').replace(/[ .]/g, '-'));
  const plain = text
    .replace(/<[^>]*>/g, '')
    .replace(/&[a-z0-9#]+;/gi, '')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßøØæÆœłđ]/g, (char) => LATIN[char] ?? char)
    .toLowerCase();
  let slug = '';
  for (const char of plain) {
    if (/[a-z0-9_\-\s./]/.test(char)) slug += /[\s./]/.test(char) ? '-' : char;
    else if (keptInSlug(char.codePointAt(0) ?? 0)) slug += encodeURIComponent(char).toLowerCase();
  }
  return hyphenated(slug);
}

function hyphenated(slug: string): string {
  return slug.replace(/-+/g, '-').replace(/^-|-$/g, '').slice(0, 200);
}

const KEPT_TAGS = new Set(
  'a abbr address article b bdo big blockquote br caption cite code col dd del details div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s section small span strike strong sub summary sup table tbody td tfoot th thead tr u ul var video audio'.split(
    ' ',
  ),
);

/** A close stand-in for `wp_filter_post_kses`: unknown tags fall away, handlers too, bare ampersands are encoded. */
export function kses(text: string): string {
  const unslashed = text.replaceAll('\\', '');
  return unslashed
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>/g, (_whole, slash: string, tag: string, rest: string) => {
      if (!KEPT_TAGS.has(tag.toLowerCase())) return '';
      const cleaned = rest
        .replace(/\son[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
        .replace(/(href|src)\s*=\s*(["']?)\s*javascript:/gi, '$1=$2');
      return `<${slash}${tag}${cleaned}>`;
    })
    .replace(/&(?!(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/g, '&amp;');
}

const BLOCK = /^<(?:p|div|ul|ol|h[1-6]|table|blockquote|pre|figure|section|hr|address|dl)\b/i;

/** `wpautop`: what a reader of the "view" context gets for a text that was written without paragraphs. */
export function autop(text: string): string {
  if (text.trim() === '') return '';
  const blocks = text
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '');
  return `${blocks.map((block) => (BLOCK.test(block) ? block : `<p>${block.replaceAll('\n', '<br />\n')}</p>`)).join('\n')}\n`;
}

/** `wc_format_decimal` in a shop with `,` as thousands and `.` as decimal separator: the price corruption of the API. */
export function formatDecimal(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : toText(value);
  return text.trim().replace(/\.(?![^.]+$)|[^0-9.-]/g, '');
}

/** Rounds half away from zero after removing binary noise, as PHP's `round` does. */
export function round(value: number, places: number): number {
  const factor = 10 ** places;
  const raw = Math.abs(value) * factor;
  // Only close to a half can binary noise tip the result, and cleaning it up is slow.
  const scaled = Math.abs(raw - Math.floor(raw) - 0.5) < 1e-6 ? Number(raw.toPrecision(15)) : raw;
  return (Math.sign(value) * Math.round(scaled)) / factor;
}

export function money(value: number, places = 2): string {
  const rounded = round(value, places);
  return (Object.is(rounded, -0) ? 0 : rounded).toFixed(places);
}
