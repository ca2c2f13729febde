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
  /**
   * Passes on what the client says that holds this text (of several: the last of them, said in this order), and cuts
   * before the answer. Once.
   */
  readonly cutAfter: (...texts: readonly string[]) => void;
  /** From now on nothing gets through in either direction, and nothing breaks: a cable that was pulled. */
  readonly silence: () => void;
  /** Holds everything up for that long, in order, in both directions; 0: no longer. */
  readonly delay: (ms: number) => void;
};

/** A network between a desktop and its server that breaks on command. Ends with the file. */
export async function createTcpProxy(port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let isSilent = false;
  let lastWords: readonly string[] = [];
  let delayMs = 0;
  let count = 0;
  const passOn = (to: Socket, chunk: Buffer): void => {
    if (delayMs === 0) to.write(chunk);
    else setTimeout(() => to.write(chunk), delayMs);
  };
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
      passOn(upstream, chunk);
      const [next] = lastWords;
      if (next === undefined || !chunk.includes(next)) return;
      lastWords = lastWords.slice(1);
      isDeaf = lastWords.length === 0;
    });
    upstream.on('data', (chunk) => {
      if (isDeaf) client.destroy();
      else if (!isSilent) passOn(client, chunk);
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
    cutAfter: (...texts) => {
      lastWords = texts;
    },
    silence: () => {
      isSilent = true;
    },
    delay: (ms) => {
      delayMs = ms;
    },
  };
}
