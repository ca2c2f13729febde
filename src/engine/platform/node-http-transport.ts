import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { createTransportError, isTransportError } from './transport-error.ts';
import type { TransportPhase } from './transport-error.ts';
import type { HttpRequest, HttpTransport } from './deps.ts';

export type NodeHttpTransport = {
  readonly send: HttpTransport;
  /** Closes the kept connections; requests under way end with `ECONNRESET`. */
  readonly close: () => void;
};

export type NodeHttpTransportOptions = {
  /** Time to get a connection, TLS handshake included. Default 10 s. */
  readonly connectTimeoutMs?: number;
  /** Largest body after decompression. Default 32 MB. */
  readonly maxBodyBytes?: number;
  /** Largest ratio of decompressed to received bytes. Default 200. */
  readonly maxRatio?: number;
  /** Certificates (PEM) trusted instead of the built-in ones. */
  readonly ca?: string;
};

type Settings = Required<Omit<NodeHttpTransportOptions, 'ca'>> & {
  readonly agentFor: (url: URL, method: HttpRequest['method']) => HttpAgent | HttpsAgent;
};

/** Below this size a good ratio is no bomb: a page of equal rows packs well. */
const RATIO_FREE_BYTES = 256 * 1024;

const unpackGzip = promisify(gunzip);
const unpackBrotli = promisify(brotliDecompress);

/**
 * HTTP over Node's own client, with kept connections for reads. Redirects are answers, never followed. Bodies arrive
 * decompressed. Fails with a transport error (see `transport-error.ts`) that carries no address and no header.
 */
export function createNodeHttpTransport(options: NodeHttpTransportOptions = {}): NodeHttpTransport {
  const trusted = options.ca === undefined ? {} : { ca: options.ca };
  const kept = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true, ...trusted }) };
  const fresh = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false, ...trusted }) };
  const settings: Settings = {
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    maxBodyBytes: options.maxBodyBytes ?? 32 * 1024 * 1024,
    maxRatio: options.maxRatio ?? 200,
    agentFor: (url, method) => {
      // A kept connection may have died unnoticed, and then nobody knows whether the request arrived. A read is sent
      // again; a write must never be in doubt for so little, so it pays for a connection of its own.
      const agents = method === 'GET' || method === 'HEAD' ? kept : fresh;
      return url.protocol === 'https:' ? agents.https : agents.http;
    },
  };
  return {
    send: async (request) => {
      const received = await exchange(request, settings);
      return { status: received.status, headers: received.headers, body: await unpack(received, settings) };
    },
    close: () => {
      for (const agent of [kept.http, kept.https, fresh.http, fresh.https]) agent.destroy();
    },
  };
}

type Received = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly packed: Buffer;
};

function exchange(request: HttpRequest, settings: Settings): Promise<Received> {
  return new Promise((resolve, reject) => {
    let phase: TransportPhase = 'connect';
    let timers: readonly NodeJS.Timeout[] = [];
    let client: ClientRequest | null = null;
    const finish = (settle: () => void): void => {
      for (const timer of timers) clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const fail = (code: string): void => {
      finish(() => reject(createTransportError(code, phase)));
      client?.destroy();
    };
    const onAbort = (): void => fail('ABORT_ERR');
    if (request.signal?.aborted) {
      fail('ABORT_ERR');
      return;
    }
    try {
      client = open(request, settings);
    } catch (error) {
      fail(codeOf(error));
      return;
    }
    request.signal?.addEventListener('abort', onAbort, { once: true });
    const connectTimer = setTimeout(() => {
      if (phase === 'connect') fail('ETIMEDOUT');
    }, settings.connectTimeoutMs);
    timers = [connectTimer, setTimeout(() => fail('ETIMEDOUT'), request.timeoutMs)];
    client.on('error', (error) => fail(codeOf(error)));
    client.on('socket', (socket) => {
      const onReady = (): void => {
        phase = 'exchange';
        clearTimeout(connectTimer);
      };
      if (client?.reusedSocket === true || !socket.connecting) onReady();
      else socket.once(client?.protocol === 'https:' ? 'secureConnect' : 'connect', onReady);
    });
    client.on('response', (response) => {
      phase = 'exchange';
      collect(response, settings.maxBodyBytes).then(
        (packed) => finish(() => resolve({ status: response.statusCode ?? 0, headers: headersOf(response), packed })),
        (error: unknown) => fail(codeOf(error)),
      );
    });
    client.end(request.body ?? undefined);
  });
}

function open(request: HttpRequest, settings: Settings): ClientRequest {
  const url = new URL(request.url);
  const body = request.body === null ? {} : { 'content-length': String(Buffer.byteLength(request.body)) };
  const headers = { 'accept-encoding': 'gzip, br', ...request.headers, ...body };
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return start(url, { method: request.method, headers, agent: settings.agentFor(url, request.method) });
}

function collect(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const announced = Number(response.headers['content-length'] ?? 0);
    if (announced > maxBytes) {
      reject(createTransportError('ERR_BODY_TOO_LARGE', 'exchange'));
      return;
    }
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) reject(createTransportError('ERR_BODY_TOO_LARGE', 'exchange'));
      else chunks.push(chunk);
    });
    response.on('end', () => resolve(Buffer.concat(chunks, size)));
    response.on('error', reject);
  });
}

/** Lower-case names; `link` repeats the credentials of the request and `set-cookie` is nobody's business: both stay out. */
function headersOf(response: IncomingMessage): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value === undefined || name === 'link' || name === 'set-cookie') continue;
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

async function unpack(received: Received, settings: Settings): Promise<Buffer> {
  const encoding = (received.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '' || received.packed.length === 0) return received.packed;
  const byRatio = Math.max(RATIO_FREE_BYTES, received.packed.length * settings.maxRatio);
  const limits = { maxOutputLength: Math.min(settings.maxBodyBytes, byRatio) };
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return await unpackGzip(received.packed, limits);
    if (encoding === 'br') return await unpackBrotli(received.packed, limits);
  } catch (error) {
    const tooLarge = codeOf(error) === 'ERR_BUFFER_TOO_LARGE';
    throw createTransportError(tooLarge ? 'ERR_BODY_TOO_LARGE' : 'ERR_BODY_DAMAGED', 'exchange');
  }
  throw createTransportError('ERR_BODY_DAMAGED', 'exchange');
}

function codeOf(error: unknown): string {
  if (isTransportError(error)) return error.code;
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}
