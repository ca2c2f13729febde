import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A way to PostgreSQL that breaks and slows down on command. */
export type FrailProxy = {
  readonly port: number;
  /** Cuts all connections; new ones are refused until `mend`. */
  readonly cut: () => void;
  readonly mend: () => void;
  /** Holds everything up for that long, in order, in both directions. */
  readonly delay: (ms: number) => void;
  readonly close: () => Promise<void>;
};

export async function startFrailProxy(upstreamPort: number): Promise<FrailProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let delayMs = 0;
  const passOn = (to: Socket, chunk: Buffer): void => {
    if (delayMs === 0) to.write(chunk);
    else setTimeout(() => to.write(chunk), delayMs);
  };
  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = connect(upstreamPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => passOn(upstream, chunk));
    upstream.on('data', (chunk) => passOn(client, chunk));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cutAll = (): void => sockets.forEach((socket) => void socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      cutAll();
    },
    mend: () => {
      isCut = false;
      delayMs = 0;
    },
    delay: (ms) => {
      delayMs = ms;
    },
    close: () =>
      new Promise((resolve) => {
        cutAll();
        server.close(() => resolve());
      }),
  };
}
