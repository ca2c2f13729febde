/**
 * A store's HTML as plain paragraphs. Nothing of it is ever given to the page as markup: React shows the strings as
 * text, so a description cannot run, load or style anything.
 */

/** Elements whose content is no text for readers. */
const SILENT = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'svg', 'math', 'head', 'title']);
const BLOCKS = new Set([
  ...['p', 'div', 'br', 'hr', 'ul', 'ol', 'table', 'tr', 'section', 'article', 'header', 'footer', 'blockquote'],
  ...['figure', 'figcaption', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'dl', 'dt', 'dd', 'address', 'aside', 'main'],
]);

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  deg: '°',
  times: '×',
  euro: '€',
  pound: '£',
  copy: '©',
  reg: '®',
  trade: '™',
  shy: '\u00ad',
};

/** `&amp;` and `&#8217;` as characters; what is unknown stays as it was written. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z][a-z0-9]{1,31});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : whole;
  });
}

/** A name as people write it: the store keeps `Käse &amp; Brot`. Names hold no markup, so nothing else is touched. */
export function plainText(name: string): string {
  return decodeEntities(name);
}

const TOKEN = /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-z][a-z0-9-]*)\b(?:"[^"]*"|'[^']*'|[^'">])*>?/gi;

/** Paragraphs and list items (`• …`) of a description, without markup; empty ones are left out. */
export function htmlToParagraphs(html: string): readonly string[] {
  let text = '';
  let from = 0;
  let silence: string | null = null;
  for (const match of html.matchAll(TOKEN)) {
    if (silence === null) text += html.slice(from, match.index).replace(/\s+/g, ' ');
    from = match.index + match[0].length;
    const name = match[2]?.toLowerCase();
    if (name === undefined) continue;
    const isEnd = match[1] === '/';
    if (silence !== null) {
      if (isEnd && name === silence) silence = null;
    } else if (SILENT.has(name)) {
      silence = isEnd ? null : name;
    } else if (name === 'li') {
      text += isEnd ? '\n' : '\n• ';
    } else if (name === 'td' || name === 'th') {
      text += ' ';
    } else if (BLOCKS.has(name)) {
      text += '\n';
    }
  }
  if (silence === null) text += html.slice(from).replace(/\s+/g, ' ');
  return decodeEntities(text)
    .split('\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trim())
    .filter((line) => line !== '' && line !== '•');
}
