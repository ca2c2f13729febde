import type { ShopsServer } from '../../src/engine/team/shops/shops-server.ts';
import type { TeamFailure, TeamServer } from '../../src/engine/team/team-server.ts';
import type { Result } from '../../src/shared/result.ts';
import { err } from '../../src/shared/result.ts';
import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';
import { SHOP } from './virtual-time.ts';

type Answer = Result<unknown, TeamFailure>;
/** A model's own numbers of transactions. */
type Transactions = {
  readonly reserve: () => number;
  readonly resume: (xid: number) => void;
  readonly abandon: (xid: number) => void;
};
/** A transaction on its way: `ask` has not been called until it arrives; then `answer` waits to be heard. */
type Travelling = {
  readonly desktop: number;
  readonly owner: number;
  readonly name: string;
  readonly ask: () => Promise<Answer>;
  readonly transactions: Transactions | null;
  begun: number | null;
  answer: Promise<Answer> | null;
  readonly resolve: (answer: Answer) => void;
};

export type CentralEvents = {
  readonly arrived: (desktop: number, name: string, ghost: boolean) => void;
  readonly cut: (name: string, at: 'before' | 'after') => void;
  /** A transaction that others overtake. */
  readonly late: () => void;
};

/** What lies between the desktops and central. Nothing moves on it but by `step`. */
export type CentralLine = {
  readonly shops: (server: ShopsServer, desktop: number, owner: number) => ShopsServer;
  readonly rows: (server: TeamServer, desktop: number, owner: number) => TeamServer;
  readonly setUp: (desktop: number, up: boolean) => void;
  /** How probable it is that a transaction is cut, before or after its effect. */
  readonly setCut: (chance: number) => void;
  readonly step: () => boolean;
  readonly travelling: () => number;
  /** A process died: what it had asked may still be done. */
  readonly forget: (owner: number) => void;
};

const UNAVAILABLE: TeamFailure = { type: 'CentralUnavailable', detail: 'cut' };
/** What takes locks at central may have to wait for them. */
const MAY_BE_LATE = 0.12;

export function createCentralLine(
  time: VirtualTime,
  chance: Chance,
  transactions: { readonly shops: Transactions; readonly rows: Transactions },
  events: CentralEvents,
): CentralLine {
  let travelling: Travelling[] = [];
  let cut = 0;
  const down = new Set<number>();

  const take = (item: Travelling): void => {
    travelling = travelling.filter((other) => other !== item);
  };

  const arrive = (item: Travelling, ghost: boolean): Promise<Answer> => {
    if (item.begun !== null) item.transactions?.resume(item.begun);
    events.arrived(item.desktop, item.name, ghost);
    return item.ask();
  };

  const lose = (item: Travelling): void => {
    take(item);
    events.cut(item.name, item.answer === null ? 'before' : 'after');
    if (item.answer === null && item.begun !== null) item.transactions?.abandon(item.begun);
    item.resolve(err(UNAVAILABLE));
  };

  /** Asked by a process that died: central finishes it, now or later, or never began. */
  const haunt = (item: Travelling): void => {
    if (item.answer !== null) return;
    const draw = chance.next();
    if (item.transactions === null || (draw < 0.4 && item.begun === null)) return;
    if (draw < 0.4) item.transactions.abandon(item.begun ?? 0);
    else if (draw < 0.8) void arrive(item, true);
    else time.after(chance.int(20_000), SHOP, () => void arrive(item, true));
  };

  const send =
    (desktop: number, owner: number, of: Transactions | null, name: string) =>
    <T>(ask: () => Promise<Result<T, TeamFailure>>): Promise<Result<T, TeamFailure>> =>
      new Promise((resolve) => {
        const item = { desktop, owner, name, ask, transactions: of, begun: null, answer: null };
        travelling.push({ ...item, resolve: resolve as (answer: Answer) => void });
      });

  return {
    shops: (server, desktop, owner) => {
      const read = (name: string) => send(desktop, owner, null, name);
      const write = (name: string) => send(desktop, owner, transactions.shops, name);
      return {
        deviceId: server.deviceId,
        personId: server.personId,
        take: (store) => read('take')(() => server.take(store)),
        renew: (store, token) => read('renew')(() => server.renew(store, token)),
        release: (store, token) => read('release')(() => server.release(store, token)),
        takeOverClaims: (store, token) => write('take over')(() => server.takeOverClaims(store, token)),
        claim: (store, token, operations, serverMs) =>
          write('claim')(() => server.claim(store, token, operations, serverMs)),
        push: (store, token, push) => write('push')(() => server.push(store, token, push)),
        read: (store, from) => read('read')(() => server.read(store, from)),
        readRecords: (store, ids) => read('read records')(() => server.readRecords(store, ids)),
      };
    },
    rows: (server, desktop, owner) => {
      const read = (name: string) => send(desktop, owner, null, name);
      return {
        state: (tables) => read('state')(() => server.state(tables)),
        push: (lines) => send(desktop, owner, transactions.rows, 'push rows')(() => server.push(lines)),
        changes: (from, upto, tables) => read('changes')(() => server.changes(from, upto, tables)),
        everything: (tables, onPage) => read('everything')(() => server.everything(tables, onPage)),
        listen: server.listen,
        tellPresence: (open) => read('presence')(() => server.tellPresence(open)),
        presence: () => read('presence')(() => server.presence()),
      };
    },
    setUp: (desktop, up) => {
      if (up) down.delete(desktop);
      else down.add(desktop);
    },
    setCut: (probability) => {
      cut = probability;
    },
    step: () => {
      if (travelling.length === 0) return false;
      const item = chance.pick(travelling);
      time.pass(2 + chance.int(40));
      if (down.has(item.desktop) || chance.coin(cut)) {
        lose(item);
        return true;
      }
      if (item.answer === null && item.begun === null && item.transactions !== null && chance.coin(MAY_BE_LATE)) {
        item.begun = item.transactions.reserve();
        events.late();
        return true;
      }
      item.answer ??= arrive(item, false);
      // now and then time passes between the deed and its answer, and it may be lost there
      if (chance.coin(0.25)) return true;
      take(item);
      void item.answer.then(item.resolve);
      return true;
    },
    travelling: () => travelling.length,
    forget: (owner) => {
      const orphans = travelling.filter((item) => item.owner === owner);
      travelling = travelling.filter((item) => item.owner !== owner);
      for (const item of orphans) {
        events.cut(item.name, item.answer === null ? 'before' : 'after');
        haunt(item);
      }
    },
  };
}
