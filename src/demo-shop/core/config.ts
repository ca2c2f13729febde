import type { Zone } from './time.ts';

/** What the shop's server answers when it is asked to fetch a picture for a product. */
export type ImageFetch =
  | { readonly kind: 'image'; readonly width: number }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'not-an-image' };

/** Behaviours that other versions, hosts and plugins show; all off in the standard shop. */
export type Quirks = {
  /** Stock taken or given back by an order leaves the product's date alone, as older versions do. */
  readonly stockWithoutDate?: boolean;
  /** Reading a single order bumps it, as some versions with order tables did. */
  readonly viewBumpsOrders?: boolean;
  /** Rows of equal creation time change places between two requests in the default order. */
  readonly shakyDateOrder?: boolean;
  /** Fields that a plugin adds to every product. */
  readonly pluginFields?: Readonly<Record<string, unknown>>;
  /** SKUs that stand in the lookup table without any product. */
  readonly ghostSkus?: readonly string[];
};

export type ShopConfig = {
  /** Without trailing slash; signatures are checked against it, as WooCommerce does. */
  baseUrl: string;
  zone: Zone;
  readonly shopName: string;
  readonly currency: 'ILS' | 'EUR';
  readonly wooVersion: string;
  readonly wpVersion: string;
  /** `/wc/v3/variations` exists since 10.3. */
  readonly flatVariations: boolean;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  permissions: 'read' | 'write' | 'read_write';
  role: 'administrator' | 'shop_manager' | 'customer';
  /** Treat requests as https: Basic and query authentication work, as behind a TLS proxy. */
  assumeHttps: boolean;
  readonly fetchImage: ((url: string) => ImageFetch) | null;
  quirks: Quirks;
};
