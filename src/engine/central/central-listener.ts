import type { Clock, Logger, Random } from '../platform/deps.ts';
import type { CentralAddress } from './central-address.ts';
import { connectCentral } from './central-connection.ts';
import type { CentralConnection } from './central-connection.ts';
import { createReconnectPace } from './reconnect-pace.ts';
import { teamFailureOfConnect } from './team-failures.ts';

export type CentralListenerDeps = {
  readonly address: CentralAddress;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
};

export type CentralListener = {
  /** Calls back at each notification, and once whenever listening began anew: what came in between was missed. [TEAM12] */
  readonly listen: (channel: string, onHint: () => void, signal: AbortSignal) => void;
  readonly close: () => void;
};

type Ear = { readonly channel: string; readonly onHint: () => void };

/** A network that died in silence is noticed by asking into it. */
const ALIVE_EVERY_MS = 45_000;
const ANSWER_LIMIT_MS = 10_000;
const CHANNEL = /^[a-z_][a-z0-9_]{0,62}$/;

/** One connection for all channels, there as long as somebody listens, and mended when it broke. */
export function createCentralListener(deps: CentralListenerDeps): CentralListener {
  const ears = new Set<Ear>();
  let running: AbortController | null = null;
  let connection: CentralConnection | null = null;

  function stopWhenDeaf(): void {
    if (ears.size > 0) return;
    running?.abort();
    running = null;
  }

  async function keepListening(signal: AbortSignal): Promise<void> {
    const pace = createReconnectPace(deps);
    while (!signal.aborted) {
      const problem = await listenOnce(signal, pace.succeeded);
      if (signal.aborted) return;
      const retryInMs = pace.failed();
      deps.logger.log('info', 'central.deaf', { problem, retryInMs });
      await deps.clock.sleep(retryInMs, signal).catch(() => undefined);
    }
  }

  /** Listens until the connection breaks; answers why. */
  async function listenOnce(signal: AbortSignal, onReady: () => void): Promise<unknown> {
    const opened = await connectCentral(deps.address, {
      applicationName: 'backroom-listen',
      answerLimitMs: ANSWER_LIMIT_MS,
    }).catch((error: unknown) => ({ ok: false as const, error: { type: 'CentralUnreachable' as const, error } }));
    if (!opened.ok)
      return 'error' in opened.error ? String(opened.error.error) : teamFailureOfConnect(opened.error).type;
    const mine = opened.value;
    const hangUp = (): void => mine.drop();
    signal.addEventListener('abort', hangUp, { once: true });
    if (signal.aborted) hangUp();
    try {
      const broken = new Promise<string>((resolve) => {
        mine.client.on('end', () => resolve('ended'));
        mine.client.on('error', () => resolve('broken'));
      });
      mine.client.on('notification', ({ channel }) => tell(channel));
      // who comes from here on listens for itself
      connection = mine;
      for (const channel of channelsOf(ears)) await mine.client.query(`LISTEN ${channel}`);
      onReady();
      for (const { onHint } of ears) onHint();
      return await Promise.race([broken, askNowAndThen(mine, signal)]);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      if (connection === mine) connection = null;
      signal.removeEventListener('abort', hangUp);
      mine.drop();
    }
  }

  async function askNowAndThen(mine: CentralConnection, signal: AbortSignal): Promise<string> {
    for (;;) {
      await deps.clock.sleep(ALIVE_EVERY_MS, signal);
      await mine.client.query('SELECT');
    }
  }

  function tell(channel: string): void {
    for (const ear of ears) if (ear.channel === channel) ear.onHint();
  }

  return {
    listen: (channel, onHint, signal) => {
      if (!CHANNEL.test(channel)) throw new Error(`Not a channel: ${channel}`);
      if (signal.aborted) return;
      const ear: Ear = { channel, onHint };
      const isNew = !channelsOf(ears).has(channel);
      ears.add(ear);
      signal.addEventListener(
        'abort',
        () => {
          ears.delete(ear);
          stopWhenDeaf();
        },
        { once: true },
      );
      if (running === null) {
        running = new AbortController();
        void keepListening(running.signal);
      } else if (connection !== null && isNew) {
        // failing, it breaks the connection, and the next one listens to everything
        const mine = connection;
        mine.client.query(`LISTEN ${channel}`).then(onHint, mine.drop);
      } else if (connection !== null) onHint();
    },
    close: () => {
      ears.clear();
      stopWhenDeaf();
    },
  };
}

function channelsOf(ears: ReadonlySet<Ear>): ReadonlySet<string> {
  return new Set([...ears].map(({ channel }) => channel));
}
