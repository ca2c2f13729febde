/** Sites that the app itself refers to. */
const OWN_REFERENCES: readonly string[] = ['woocommerce.com', 'developer.woocommerce.com', 'wordpress.org'];

export type LinkVerdict =
  | { readonly verdict: 'open'; readonly url: string }
  | { readonly verdict: 'ask'; readonly url: string; readonly host: string }
  | { readonly verdict: 'refuse' };

/**
 * What happens to an address that the window wants to have opened in the system's browser. Known sites (the owner's
 * stores and the app's references) open, other https sites are asked about, everything else is refused: a product's
 * description may hold any address.
 */
export function judgeLink(address: string, storeOrigins: ReadonlySet<string>): LinkVerdict {
  const url = URL.parse(address);
  if (!url || url.username || url.password) return { verdict: 'refuse' };
  if (storeOrigins.has(url.origin) && isWebAddress(url)) return { verdict: 'open', url: url.href };
  if (url.protocol !== 'https:') return { verdict: 'refuse' };
  if (OWN_REFERENCES.includes(url.hostname) && url.port === '') return { verdict: 'open', url: url.href };
  return { verdict: 'ask', url: url.href, host: url.host };
}

function isWebAddress(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'http:';
}
