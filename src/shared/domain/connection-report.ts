import type { RemoteError, UnreachableCause } from './remote-error.ts';

/** The probes of the connection check, in the order in which they run, and what each finds. */
export type FactsByProbe = {
  readonly address: AddressFacts;
  readonly tls: TlsFacts;
  readonly permalinks: PermalinksFacts;
  readonly api: ApiFacts;
  readonly key: KeyFacts;
  readonly header: HeaderFacts;
  readonly read: AccessFacts;
  readonly write: AccessFacts;
  readonly json: JsonFacts;
  readonly cache: CacheFacts;
  readonly clock: ClockFacts;
  readonly versions: VersionFacts;
  readonly pageSize: PageSizeFacts;
  readonly batchSize: BatchSizeFacts;
};
export type ProbeName = keyof FactsByProbe;

export type ProbeOutcome = 'passed' | 'warned' | 'failed' | 'skipped';

/** What the person can do; the screens word it. */
export type ProbeAdvice =
  // The address
  | 'check-spelling'
  | 'check-network'
  | 'shop-not-running'
  | 'shop-too-slow'
  | 'try-again-later'
  | 'use-other-address'
  | 'use-plain-http-address'
  // The certificate
  | 'use-https'
  | 'renew-certificate'
  | 'fix-certificate-name'
  | 'fix-certificate-chain'
  | 'replace-self-signed-certificate'
  | 'check-tls-setup'
  // What stands in the way of the API
  | 'enable-pretty-permalinks'
  | 'not-wordpress'
  | 'install-woocommerce'
  | 'rest-api-blocked'
  | 'leave-maintenance-mode'
  | 'allow-in-firewall'
  | 'turn-off-challenge'
  | 'open-login-wall'
  | 'silence-php-notices'
  | 'remove-byte-order-mark'
  // The key
  | 'swap-key-and-secret'
  | 'check-key'
  | 'check-secret'
  | 'check-key-and-secret'
  | 'set-clock'
  | 'header-stripped'
  | 'key-parameters-stripped'
  | 'use-key-with-read-permission'
  | 'use-key-of-shop-manager'
  | 'use-key-with-write-permission'
  // What stands between the shop and us
  | 'exclude-from-cache'
  | 'cache-ignores-freshness'
  | 'cache-serves-strangers'
  | 'set-server-clock'
  // The rest
  | 'update-woocommerce'
  | 'versions-hidden'
  | 'small-pages'
  | 'small-batches'
  | 'repeat-check';

/** What may be read or written, as the screens group it. */
export type AccessArea = 'products' | 'orders' | 'customers' | 'coupons' | 'taxonomy';

export type AddressFacts = {
  /** The host that was asked, as typed names are spelled on the wire (punycode). */
  readonly host: string;
  readonly durationMs: number | null;
  readonly unreachable: UnreachableCause | null;
  /** The right address, where a redirect or a second look found one. */
  readonly target: string | null;
};
export type CertificateTrouble =
  'expired' | 'not-yet-valid' | 'wrong-name' | 'self-signed' | 'untrusted' | 'broken-handshake';
export type TlsFacts = {
  readonly scheme: 'http' | 'https';
  /** End of the certificate's validity, epoch ms; null where unknown. */
  readonly validToMs: number | null;
  readonly issuer: string | null;
  readonly trouble: CertificateTrouble | null;
  /** Over http: the https address that answers too, or that the shop insists on. */
  readonly target: string | null;
};
export type PermalinksFacts = {
  readonly siteName: string | null;
  /** The API answers only as `?rest_route=`, which is how plain permalinks show. */
  readonly restRouteOnly: boolean;
  /** The site hides its list of APIs from visitors; the key decides. */
  readonly indexHidden: boolean;
};
export type ApiFacts = { readonly hasWooCommerce: boolean | null; readonly namespaces: readonly string[] };
export type KeyFacts = { readonly authMode: 'header' | 'query'; readonly code: string | null };
export type AreaAccess = { readonly area: AccessArea; readonly allowed: boolean; readonly total: number | null };
export type AccessFacts = { readonly areas: readonly AreaAccess[] };
export type HeaderFacts = {
  /** Whether the `Authorization` header reaches WooCommerce; null where that could not be told. */
  readonly arrives: boolean | null;
  /** False over plain http, where requests are signed and the signature stands in the address. */
  readonly needed: boolean;
};
export type Pollution = 'php-notice' | 'byte-order-mark' | 'tail';
export type JsonFacts = {
  /** Answers that were looked at, of all steps. */
  readonly answers: number;
  readonly polluted: number;
  readonly pollution: Pollution | null;
  /** What stood before or behind the JSON, printable, without keys and without any of the JSON itself. */
  readonly quote: string | null;
};
export type CacheSign = 'header' | 'age' | 'same-date';
export type CacheFacts = {
  /** What gave the cache away; empty where none was seen. */
  readonly signs: readonly CacheSign[];
  /** Whether a request that asks past all caches got past this one. */
  readonly freshPasses: boolean;
  /** Answers to the key were handed to a request without any key. */
  readonly servesStrangers: boolean;
};
export type ClockFacts = {
  /** Server minus this computer, whole seconds; null without a `Date` header. */
  readonly skewSeconds: number | null;
  /** PHP's clock against the `Date` header, as the window for signatures shows it; null where that tells nothing. */
  readonly phpClock: PhpClock | null;
};
/** `atLeastSeconds`: 0 where they agree to a minute, else the difference that is proved. */
export type PhpClock = { readonly direction: 'same' | 'ahead' | 'behind'; readonly atLeastSeconds: number };
export type VersionFacts = {
  readonly woocommerce: string | null;
  readonly wordpress: string | null;
  readonly currency: string | null;
  /** IANA name or an offset (`+02:00`). */
  readonly timeZone: string | null;
  /** Whether all variations can be listed at once (`/variations`, WooCommerce 10.3 and newer). */
  readonly hasVariationsFeed: boolean | null;
};
export type BatchSizeFacts = {
  /** Items that the shop takes in one request; null where no size was taken. */
  readonly batchSize: number | null;
  /** Of a batch whose items are all refused. What real changes take cannot be known without writing. */
  readonly durationMs: number | null;
};
/** One exchange with the shop, as the hosting company may see it: no key, no signature, no body. */
export type AnswerSeen = {
  /** This computer's clock, epoch ms. */
  readonly atMs: number;
  readonly method: string;
  readonly url: string;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
};
export type PageSizeFacts = { readonly pageSize: number | null; readonly durationMs: number | null };

type ProbeOf<Name extends ProbeName> = {
  readonly name: Name;
  readonly outcome: ProbeOutcome;
  readonly advice: ProbeAdvice | null;
  /** Null when the probe was skipped. */
  readonly facts: FactsByProbe[Name] | null;
  /** The answer behind a failure, where it is an error of the store or of the way to it. */
  readonly error: RemoteError | null;
  /** The exchange behind a warning or a failure. */
  readonly seen?: AnswerSeen;
};

export type Probe = { readonly [Name in ProbeName]: ProbeOf<Name> }[ProbeName];

export type ConnectionVerdict = 'ready' | 'read-only' | 'refused';

export type ConnectionReport = {
  readonly verdict: ConnectionVerdict;
  /** The address as it is to be stored: scheme, host, path of the shop, nothing behind. */
  readonly url: string;
  /** How the gateway must sign: `query` where the host strips the Authorization header. */
  readonly authMode: 'header' | 'query';
  /** Records per page that the host bears; null when not even the smallest page came. */
  readonly pageSize: number | null;
  readonly hasVariationsFeed: boolean | null;
  /** A better address for the same shop, where a redirect named one. */
  readonly suggestedUrl: string | null;
  /** All of them, in order. */
  readonly probes: readonly Probe[];
};

/** Why what was typed cannot be a shop's address. */
export type InvalidAddress = {
  readonly type: 'InvalidAddress';
  readonly reason: 'empty' | 'not-an-address' | 'not-http' | 'has-credentials';
};
