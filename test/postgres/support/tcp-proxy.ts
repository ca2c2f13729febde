import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll } from 'vitest';

export type TcpProxy = {
  readonly port: number;
  /** How many connections came so far. */
  readonly count: () => number;
  /** Cuts all connections; new ones are refused until `mend`. */
  readonly cut: () => void;
  readonly mend: () => void;
  /** Passes on what the client says that holds this text, and cuts before the answer. Once. */
  readonly cutAfter: (text: string) => void;
  /** From now on nothing gets through in either direction, and nothing breaks: a cable that was pulled. */
  readonly silence: () => void;
};

/** A network between a desktop and its server that breaks on command. Ends with the file. */
export async function createTcpProxy(port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let isSilent = false;
  let lastWords: string | null = null;
  let count = 0;
  const server = createServer((client) => {
    count += 1;
    if (isCut) return void client.destroy();
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.end();
      });
    }
    let isDeaf = false;
    client.on('data', (chunk) => {
      if (isSilent) return;
      upstream.write(chunk);
      if (lastWords === null || !chunk.includes(lastWords)) return;
      lastWords = null;
      isDeaf = true;
    });
    upstream.on('data', (chunk) => {
      if (isDeaf) client.destroy();
      else if (!isSilent) client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cutAll = (): void => sockets.forEach((socket) => socket.destroy());
  afterAll(() => {
    cutAll();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    count: () => count,
    cut: () => {
      isCut = true;
      cutAll();
    },
    mend: () => {
      isCut = false;
      isSilent = false;
    },
    cutAfter: (text) => {
      lastWords = text;
    },
    silence: () => {
      isSilent = true;
    },
  };
}
