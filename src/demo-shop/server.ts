import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { htmlPage } from './core/html-pages.ts';
import type { DemoShop } from './demo-shop.ts';
import type { FaultPlan } from './fault-rules.ts';
import type { ShopOutcome } from './faults.ts';

export type ServerOptions = {
  readonly shop: DemoShop;
  /** Default 127.0.0.1; this shop is not meant for the network. */
  readonly host?: string;
  /** 0 picks a free port. */
  readonly port?: number;
  readonly faults?: FaultPlan;
  /** Called after each request, before its answer leaves: the place to make changes durable. */
  readonly afterRequest?: () => void;
  /** Answers paths that are not the shop's own, such as a control endpoint; false means not handled. */
  readonly sidecar?: (request: IncomingMessage, response: ServerResponse, body: string) => boolean;
};

export type DemoShopServer = {
  readonly url: string;
  readonly port: number;
  /** Stops listening and cuts every connection, as if the machine were gone. The shop's state stays. */
  readonly down: () => Promise<void>;
  /** Listens again on the same port. */
  readonly up: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const MAX_BODY = 9 * 1024 * 1024;

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= MAX_BODY) parts.push(part);
    });
    request.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('aborted')));
  });
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return headers;
}

/** Starts the shop on a real port. Everything it answers comes from `shop.handle`; only pictures are served here. */
export async function startDemoShopServer(options: ServerOptions): Promise<DemoShopServer> {
  const { shop } = options;
  const host = options.host ?? '127.0.0.1';
  const sockets = new Set<Socket>();
  if (options.faults !== undefined) shop.faults.set(options.faults);

  const deliver = (response: ServerResponse, outcome: ShopOutcome): void => {
    const socket = response.socket;
    const later = (delayMs: number, act: () => void): void => {
      if (delayMs <= 0) act();
      else setTimeout(act, delayMs).unref();
    };
    switch (outcome.kind) {
      case 'hang':
        return;
      case 'refused':
        socket?.resetAndDestroy();
        return;
      case 'drop-before':
      case 'drop-after':
        later(outcome.delayMs, () => socket?.destroy());
        return;
      case 'response':
        later(outcome.delayMs, () => sendResponse(response, outcome));
    }
  };

  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '/';
    const body = await readBody(request).catch(() => null);
    if (body === null) return;
    if (options.sidecar?.(request, response, body) === true) return;
    const path = url.split('?')[0] ?? '/';
    const picture = request.method === 'GET' || request.method === 'HEAD' ? shop.picture(path) : null;
    if (picture !== null) {
      response.writeHead(200, {
        'content-type': 'image/png',
        'content-length': picture.length,
        'cache-control': 'max-age=31536000',
        'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
      });
      response.end(request.method === 'HEAD' ? undefined : picture);
      return;
    }
    const outcome = shop.handle({
      method: request.method ?? 'GET',
      url,
      headers: plainHeaders(request),
      body: body === '' ? null : body,
    });
    options.afterRequest?.();
    deliver(response, outcome);
  };

  const create = (): Server => {
    const server = createServer({ maxHeaderSize: 32_768, keepAliveTimeout: 30_000 }, (request, response) => {
      onRequest(request, response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/html' });
        response.end(htmlPage('500 Internal Server Error'));
        process.stderr.write(`demo shop: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      });
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    return server;
  };

  let server: Server | null = create();
  const port = await listen(server, options.port ?? 0, host);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  shop.config.baseUrl = url;

  const down = async (): Promise<void> => {
    const stopping = server;
    if (stopping === null) return;
    server = null;
    const closed = new Promise<void>((resolve) => stopping.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url,
    port,
    down,
    up: async () => {
      if (server !== null) return;
      const fresh = create();
      await listen(fresh, port, host);
      server = fresh;
    },
    close: down,
  };
}

function sendResponse(response: ServerResponse, outcome: Extract<ShopOutcome, { kind: 'response' }>): void {
  if (response.destroyed) return;
  const body = Buffer.from(outcome.body, 'utf8');
  const headers: Record<string, string | number> = { ...outcome.headers };
  const head = response.req.method === 'HEAD';
  if (!head) headers['content-length'] = body.length;
  response.writeHead(outcome.status, headers);
  if (outcome.bytesPerSec !== null && !head) {
    drip(response, body, outcome.bytesPerSec);
    return;
  }
  const cut = outcome.truncateAtBytes ?? outcome.stallAtBytes;
  if (cut === null || head) {
    response.end(head ? undefined : body);
    return;
  }
  response.write(body.subarray(0, cut), () => {
    if (outcome.truncateAtBytes !== null) response.socket?.destroy();
  });
}

const DRIPS_PER_SEC = 5;

function drip(response: ServerResponse, body: Buffer, bytesPerSec: number): void {
  const size = Math.max(1, Math.floor(bytesPerSec / DRIPS_PER_SEC));
  let at = 0;
  const timer = setInterval(() => {
    const next = body.subarray(at, at + size);
    at += size;
    if (response.destroyed || at >= body.length) {
      clearInterval(timer);
      if (!response.destroyed) response.end(next);
    } else response.write(next);
  }, 1000 / DRIPS_PER_SEC);
  timer.unref();
}
