/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/** Shorter values are no secrets, and replacing them would shred ordinary text. */
const SHORTEST_SECRET = 6;

/** `name=value` and `"name":"value"` of parameters that carry credentials or signatures, also URL- or HTML-escaped. */
const SECRET_PARAMETER =
  /((?:oauth_[a-z_]+|consumer_?(?:key|secret)|access_token|passphrase|password)(?:%22|&quot;|\\?["'])?\s*(?:=|%3D|:|%3A)\s*(?:%22|&quot;|\\?["'])?)[^&\s"'<>\\,;)]+/gi;
const AUTHORIZATION = /\b(Basic|Bearer)(?:\s+|%20|\+)[A-Za-z0-9+/=._~%-]{16,}/gi;
const WOOCOMMERCE_KEY = /(?<![a-z0-9])c[ks]_[0-9a-z]{8,}/gi;

/** Every spelling under which a secret can come back in a page, an error or an address. */
function spellingsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret, 'utf8').toString('base64');
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    json,
    base64,
    base64.replace(/=+$/, ''),
  ];
}

/**
 * The text without the given secrets in any common spelling, and without anything that looks like a credential:
 * OAuth and consumer parameters, authorization headers, WooCommerce keys. Pure and total.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    for (const spelling of spellingsOf(secret)) {
      if (clean.includes(spelling)) clean = clean.replaceAll(spelling, REDACTED);
    }
  }
  return clean
    .replace(AUTHORIZATION, `$1 ${REDACTED}`)
    .replace(SECRET_PARAMETER, `$1${REDACTED}`)
    .replace(WOOCOMMERCE_KEY, REDACTED);
}
