import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { APP_SCHEME, assetType, resolveAsset } from './asset-path.ts';

/** Everything comes from the bundle, but pictures, which stand on the store's own server. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'nonce-{nonce}'",
  "font-src 'self'",
  "img-src 'self' data: blob: https: http:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Must run before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the renderer's bundle to the session's windows as `app://backroom/…`. */
export function serveApp(session: Session, rendererDir: string): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    const path = request.method === 'GET' ? resolveAsset(rendererDir, request.url) : null;
    if (path === null) return new Response('Not found', { status: 404 });
    try {
      return assetResponse(path, await readFile(path));
    } catch {
      return new Response('Not found', { status: 404 });
    }
  });
}

function assetResponse(path: string, content: Buffer): Response {
  const type = assetType(path);
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff' };
  if (!type.startsWith('text/html')) return new Response(new Uint8Array(content), { headers });
  const nonce = crypto.randomUUID();
  return new Response(addNonce(content.toString('utf8'), nonce), {
    headers: {
      ...headers,
      'cache-control': 'no-store',
      'content-security-policy': CONTENT_SECURITY_POLICY.replace('{nonce}', nonce),
    },
  });
}

/** The component library reads it from here for the one style element that it adds. */
function addNonce(html: string, nonce: string): string {
  return html.replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`);
}
