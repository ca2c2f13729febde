import type { WritableDb } from '../../src/engine/database/database.ts';
import { prepared } from '../../src/engine/database/database.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';

/** A record as the ledger names it: by the shop's number, or by the token that its create carried. */
export type Subject = { readonly entity: EntityName; readonly wooId: number | null; readonly token: string | null };

/** What a person was told "ok" for (or, when the process died in between, may have been kept). */
export type Intent = {
  readonly event: number;
  readonly desktop: number;
  readonly subject: Subject;
  readonly recordId: string;
  /** A path, or `life` for trash, delete and restore. */
  readonly field: string;
  readonly value: string;
  /** What stood there before. */
  readonly displayed: string;
  /** For sets: what was to be added and taken away. */
  readonly added?: readonly number[];
  readonly removed?: readonly number[];
  /** False when the process died before it could say so. */
  readonly certain: boolean;
  /** Moment at which the person took it back or let it go. */
  withdrawn: number | null;
};

/** When nobody knows whether it was taken back: the process died while the person said so. Then both are right. */
export const IN_DOUBT = Number.MAX_SAFE_INTEGER;

export type Adjustment = {
  readonly event: number;
  readonly desktop: number;
  readonly subject: Subject;
  readonly recordId: string;
  /** Unique in the simulation: it tells this adjustment from all others. */
  readonly amount: number;
  readonly certain: boolean;
  withdrawn: number | null;
  /** How often a person said "send it again" about an unknown outcome. */
  again: number;
};

export type Note = {
  readonly event: number;
  readonly desktop: number;
  readonly recordId: string;
  readonly orderWooId: number;
  readonly text: string;
  readonly certain: boolean;
  withdrawn: number | null;
  again: number;
};

export type Creation = {
  readonly event: number;
  readonly desktop: number;
  readonly entity: EntityName;
  readonly token: string;
  /** Every name that the record had before it was sent, where its name is all there is to know it by. */
  readonly names: Set<string>;
  recordId: string | null;
  readonly certain: boolean;
  withdrawn: number | null;
};

/** Everything the people at the desktops did, independent of what the engines remember of it. */
export type Ledger = {
  /** Whoever answers, answers for all: they share what they are asked. */
  readonly isShared: boolean;
  readonly intents: Intent[];
  readonly adjustments: Adjustment[];
  readonly notes: Note[];
  readonly creations: Creation[];
  /** Deletions that people asked for, `desktop entity:wooId`. */
  readonly deletions: Set<string>;
  /** Records that a person had made anew: what was said about the old ones went into the new ones. */
  readonly madeAnew: Set<string>;
  /** Per desktop: operations of the outbox that a person was told "ok" for, with what they were. */
  readonly acknowledged: Map<number, Map<string, string>>;
  readonly see: (desktop: number, subject: Subject, field: string, value: string) => void;
  /** From now on a record that was known by its token is known by the shop's number too. */
  readonly alias: (desktop: number, entity: EntityName, token: string, wooId: number) => void;
  readonly hasSeen: (desktop: number, subject: Subject, field: string, value: string) => boolean;
  readonly subjectOf: (
    db: WritableDb,
    desktop: number,
    entity: EntityName,
    id: string,
    wooId: number | null,
  ) => Subject;
  /** The person took back, or let go, what they had said about a record: one field of it, or everything. */
  readonly withdraw: (event: number, desktop: number, recordId: string, field: string | null) => void;
};

export function subjectKey(subject: Subject): string {
  return `${subject.entity}:${subject.wooId ?? subject.token}`;
}

export function createLedger(): Ledger {
  const seen = new Map<string, Set<string>>();
  const aliases = new Map<string, readonly string[]>();
  const seenKey = (desktop: number, subject: Subject, field: string): string =>
    `${desktop}|${subjectKey(subject)}|${field}`;
  const ledger: Ledger = {
    isShared: false,
    intents: [],
    adjustments: [],
    notes: [],
    creations: [],
    deletions: new Set(),
    madeAnew: new Set(),
    acknowledged: new Map(),
    see: (desktop, subject, field, value) => {
      const key = seenKey(desktop, subject, field);
      const values = seen.get(key);
      if (values === undefined) seen.set(key, new Set([value]));
      else values.add(value);
    },
    alias: (desktop, entity, token, wooId) => {
      const key = `${desktop}|${entity}:${wooId}`;
      aliases.set(key, [...(aliases.get(key) ?? []), token]);
    },
    hasSeen: (desktop, subject, field, value) => {
      const tokens = aliases.get(`${desktop}|${subject.entity}:${subject.wooId}`) ?? [];
      const names = [subject, ...tokens.map((token) => ({ entity: subject.entity, wooId: null, token }))];
      return names.some((name) => seen.get(seenKey(desktop, name, field))?.has(value) === true);
    },
    subjectOf: (db, desktop, entity, id, wooId) => {
      if (wooId !== null) return { entity, wooId, token: null };
      const known = ledger.creations.find((one) => one.desktop === desktop && one.recordId === id);
      if (known !== undefined) return { entity, wooId: null, token: known.token };
      const row = prepared(db, `SELECT payload FROM outbox WHERE record_id = ? AND kind = 'create'`).get(id) as
        { readonly payload: string } | undefined;
      const born = ledger.creations.find(
        (one) => one.desktop === desktop && row !== undefined && row.payload.includes(`"${one.token}"`),
      );
      if (born !== undefined) born.recordId = id;
      return { entity, wooId: null, token: born?.token ?? `unknown ${id}` };
    },
    withdraw: (event, desktop, recordId, field) => {
      for (const intent of ledger.intents) {
        if (intent.desktop !== desktop || intent.recordId !== recordId || intent.withdrawn !== null) continue;
        if (field === null || intent.field === field) intent.withdrawn = event;
      }
      if (field === null || field === 'stock_quantity') {
        for (const one of ledger.adjustments)
          if (one.desktop === desktop && one.recordId === recordId) one.withdrawn ??= event;
      }
      if (field !== null) return;
      for (const one of [...ledger.notes, ...ledger.creations])
        if (one.desktop === desktop && one.recordId === recordId) one.withdrawn ??= event;
    },
  };
  return ledger;
}
