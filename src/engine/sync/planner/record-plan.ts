import type { EntityName, JsonObject } from '../../../shared/domain/entities.ts';
import { jsonEquals } from '../../../shared/domain/json-path.ts';
import type { Conflict, ConflictInput } from '../conflict-store.ts';
import type { Operation, OperationKind, OperationPayload } from '../operation.ts';

/**
 * All that the planner knows of one record. Its base stands, field by field, in the operations (what the store had when
 * each edit was made); what the person sees here is that base with the operations laid over it.
 */
export type RecordView = {
  readonly storeId: string;
  readonly entity: EntityName;
  readonly recordId: string;
  readonly wooId: number | null;
  /** The status that the record had here until now; null where nobody knows one. */
  readonly statusHere: string | null;
  /** Operations that have not ended, oldest first. */
  readonly operations: readonly Operation[];
  /** The open decision about the record. */
  readonly decision: Conflict | null;
};

/** One effect on what waits here. Effects are carried out in their order, in one transaction. */
export type RecordAction =
  | { readonly do: 'end'; readonly operationId: string }
  | { readonly do: 'rewrite'; readonly operationId: string; readonly payload: OperationPayload }
  | { readonly do: 'requeue'; readonly operationId: string }
  | { readonly do: 'hold'; readonly operationId: string }
  | { readonly do: 'add'; readonly operation: PlannedOperation }
  | { readonly do: 'ask'; readonly decision: ConflictInput }
  | { readonly do: 'close'; readonly decisionId: string };

export type PlannedOperation = {
  readonly id: string;
  readonly kind: OperationKind;
  readonly payload: OperationPayload;
  readonly state: 'queued' | 'held';
};

export type RecordPlan = {
  readonly actions: readonly RecordAction[];
  /** Fields that need a person and did not before. */
  readonly newlyUndecided: number;
};

export const NOTHING_TO_DO: RecordPlan = { actions: [], newlyUndecided: 0 };

/** The plan in the making: each effect shows at once in what the later steps see. */
export type RecordDraft = {
  readonly view: RecordView;
  readonly newId: () => string;
  /** Operations that have not ended by now, oldest first. */
  readonly operations: () => readonly Operation[];
  readonly decision: () => Conflict | null;
  readonly end: (operationId: string) => void;
  readonly rewrite: (operationId: string, payload: OperationPayload) => void;
  readonly requeue: (operationId: string) => void;
  readonly hold: (operationId: string) => void;
  readonly add: (kind: OperationKind, payload: OperationPayload, state: 'queued' | 'held') => string;
  /** Opens the decision of the record, or changes the open one. */
  readonly ask: (question: Question) => void;
  readonly close: () => void;
  readonly actions: () => readonly RecordAction[];
};

/** What a decision says, without what every decision of the record has in common. */
export type Question = Pick<Conflict, 'kind' | 'operationId' | 'fields'> & {
  readonly base: JsonObject;
  readonly mine: JsonObject;
  readonly theirs: JsonObject;
};

export function draftOf(view: RecordView, newId: () => string): RecordDraft {
  const actions: RecordAction[] = [];
  let operations = [...view.operations];
  let { decision } = view;
  const change = (id: string, part: Partial<Operation>): void => {
    operations = operations.map((operation) => (operation.id === id ? { ...operation, ...part } : operation));
  };
  return {
    view,
    newId,
    operations: () => operations,
    decision: () => decision,
    actions: () => actions,
    end: (operationId) => {
      actions.push({ do: 'end', operationId });
      operations = operations.filter((operation) => operation.id !== operationId);
    },
    rewrite: (operationId, payload) => {
      const before = operations.find((operation) => operation.id === operationId);
      if (before !== undefined && saysTheSame(before.payload, payload)) return;
      actions.push({ do: 'rewrite', operationId, payload });
      change(operationId, { payload });
    },
    requeue: (operationId) => {
      actions.push({ do: 'requeue', operationId });
      change(operationId, { state: 'queued', nextAttemptAt: null, looks: 0, firstLookAt: null });
    },
    hold: (operationId) => {
      actions.push({ do: 'hold', operationId });
      change(operationId, { state: 'held' });
    },
    add: (kind, payload, state) => {
      const id = newId();
      actions.push({ do: 'add', operation: { id, kind, payload, state } });
      operations = [...operations, fresh(view, operations, { id, kind, payload, state })];
      return id;
    },
    ask: (question) => {
      const { storeId, entity, recordId, wooId } = view;
      if (decision !== null && saysTheSame(questionOf(decision), question)) return;
      const input: ConflictInput = { id: decision?.id ?? newId(), storeId, entity, recordId, wooId, ...question };
      actions.push({ do: 'ask', decision: input });
      decision = { ...input, status: 'open' };
    },
    close: () => {
      if (decision === null) return;
      actions.push({ do: 'close', decisionId: decision.id });
      decision = null;
    },
  };
}

function questionOf({ kind, operationId, base, mine, theirs, fields }: Conflict): Question {
  return { kind, operationId, base, mine, theirs, fields };
}

/** As they are stored, which is as JSON. */
function saysTheSame(left: Question | OperationPayload, right: Question | OperationPayload): boolean {
  return jsonEquals(JSON.parse(JSON.stringify(left)) as JsonObject, JSON.parse(JSON.stringify(right)) as JsonObject);
}

function fresh(view: RecordView, before: readonly Operation[], planned: PlannedOperation): Operation {
  return {
    ...planned,
    sequence: (before.at(-1)?.sequence ?? 0) + 1,
    storeId: view.storeId,
    entity: view.entity,
    recordId: view.recordId,
    reason: '',
    attempts: 0,
    createdAt: 0,
    claimedAt: null,
    claimedServerTime: null,
    nextAttemptAt: null,
    looks: 0,
    firstLookAt: null,
  };
}
