import type { DomainError } from '../../shared/contract/common.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { ReadableDb } from '../database/database.ts';
import type { Clock } from '../platform/deps.ts';
import type { TriageTarget } from '../queries/triage-filters.ts';
import { errorIdsOf } from '../queries/triage-filters.ts';
import { triageGroups } from '../queries/triage-groups.ts';
import { labelOfError, triageRecords } from '../queries/triage-records.ts';
import type { RecordCommands } from '../records/record-commands.ts';
import type { FixRefusal } from '../records/triage-errors.ts';

export type TriageHandlers = Pick<
  Handlers<EngineContract>,
  | 'triage.groups'
  | 'triage.records'
  | 'triage.retry'
  | 'triage.resolve'
  | 'triage.snooze'
  | 'triage.assign'
  | 'triage.fixAll'
>;

/** Errors per transaction: thousands of them must not keep the windows waiting. */
const AT_ONCE = 100;
/** Each is a durable transaction of its own. */
const FIXED_AT_ONCE = 20;

export type TriageHandlersDeps = {
  readonly db: ReadableDb;
  readonly commands: RecordCommands;
  readonly clock: Clock;
  readonly onChange: (change: { readonly tables: readonly string[]; readonly ids: readonly string[] | null }) => void;
};

/** The contract's methods on what stores refused. */
export function createTriageHandlers(deps: TriageHandlersDeps): TriageHandlers {
  const { db, commands, clock } = deps;

  /** Does `work` on the errors that a target names, a few at a time. Stops at the first error of the disk. */
  async function inParts<T>(
    target: TriageTarget,
    size: number,
    work: (ids: readonly string[]) => Result<T, DomainError>,
  ): Promise<Result<readonly T[], DomainError>> {
    const ids = errorIdsOf(db, target, clock.now());
    const done: T[] = [];
    for (let start = 0; start < ids.length; start += size) {
      if (start > 0) await clock.sleep(0);
      const part = work(ids.slice(start, start + size));
      if (!part.ok) return part;
      done.push(part.value);
    }
    if (done.length > 0) deps.onChange({ tables: ['sync_errors', 'sync_activity_log'], ids: null });
    return ok(done);
  }

  return {
    'triage.groups': (input) => ok(triageGroups(db, input, clock.now())),
    'triage.records': (input) => {
      const { total, rows } = triageRecords(db, input, clock.now());
      return ok({ total, rows: [...rows] });
    },
    'triage.retry': async ({ target }) => {
      const parts = await inParts(target, AT_ONCE, (ids) => commands.retryRefusals({ ids }));
      return parts.ok ? ok({ retried: sum(parts.value, (part) => part.retried) }) : parts;
    },
    'triage.resolve': async ({ target, note }) => {
      const parts = await inParts(target, AT_ONCE, (ids) => commands.settleRefusals({ ids, note }));
      if (!parts.ok) return parts;
      return ok({
        resolved: sum(parts.value, (part) => part.resolved),
        beingSent: parts.value.flatMap((part) => [...part.beingSent]),
      });
    },
    'triage.snooze': async ({ target, snooze }) => {
      const until = snooze?.kind === 'until' ? Date.parse(snooze.until) : 0;
      if (snooze?.kind === 'until' && until <= clock.now()) {
        return err({ type: 'FieldRefused', field: 'until', reason: 'too-small', facts: { min: isoNow(clock) } });
      }
      const wanted = snooze?.kind === 'until' ? { kind: 'until' as const, until } : snooze;
      const parts = await inParts(target, AT_ONCE, (ids) => commands.snoozeRefusals({ ids, snooze: wanted }));
      return parts.ok ? ok({ snoozed: sum(parts.value, (part) => part.snoozed) }) : parts;
    },
    'triage.assign': async ({ target, assignee }) => {
      const parts = await inParts(target, AT_ONCE, (ids) => commands.assignRefusals({ ids, assignee }));
      return parts.ok ? ok({ assigned: sum(parts.value, (part) => part.assigned) }) : parts;
    },
    'triage.fixAll': async ({ target, changes, locale }) => {
      let batchId: string | null = null;
      const parts = await inParts(target, FIXED_AT_ONCE, (ids) => {
        const fixed = commands.fixRefusals({ ids, changes, locale, ...(batchId === null ? {} : { batchId }) });
        if (fixed.ok) ({ batchId } = fixed.value);
        return fixed;
      });
      if (!parts.ok) return parts;
      return ok({
        batchId,
        changed: sum(parts.value, (part) => part.changed),
        refused: parts.value.flatMap((part) => part.refused.map((refusal) => wordless(db, refusal))),
      });
    },
  };
}

function sum<T>(parts: readonly T[], of: (part: T) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}

function isoNow(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

/** A refusal of our own rules, or a record that is not there any more. */
function wordless(db: ReadableDb, { id, error }: FixRefusal) {
  const refused =
    error.type === 'FieldRefused'
      ? { field: error.field, reason: error.reason, facts: error.facts }
      : { field: '', reason: error.type, facts: {} };
  return { id, ...labelOfError(db, id), ...refused };
}
