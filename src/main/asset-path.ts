import { extname, resolve, sep } from 'node:path';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://backroom';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/** The file that an address of the app means, or null when it points anywhere but into the bundle. */
export function resolveAsset(rendererDir: string, address: string): string | null {
  const url = URL.parse(address);
  if (!url || !isSameOrigin(address, APP_ORIGIN)) return null;
  const relative = decodePath(url.pathname);
  if (relative === null || relative.includes('\0') || relative.includes('\\')) return null;
  const root = resolve(rendererDir);
  const path = resolve(root, `.${relative === '/' ? '/index.html' : relative}`);
  return path.startsWith(root + sep) && Object.hasOwn(TYPES, extname(path)) ? path : null;
}

/** The content type of a file that `resolveAsset` found. */
export function assetType(path: string): string {
  return TYPES[extname(path)] ?? 'application/octet-stream';
}

export function isSameOrigin(address: string, origin: string): boolean {
  const url = URL.parse(address);
  // `URL.origin` is "null" for schemes of our own.
  return url !== null && `${url.protocol}//${url.host}` === origin;
}

function decodePath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
