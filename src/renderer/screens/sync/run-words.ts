import type { SyncRun } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';

export function runKindWords(kind: SyncRun['kind']): string {
  switch (kind) {
    case 'first':
      return m.sync_kind_first();
    case 'incremental':
      return m.sync_kind_incremental();
    case 'census':
      return m.sync_kind_census();
    case 'full':
      return m.sync_kind_full();
  }
}

export function outcomeWords(outcome: SyncRun['outcome']): string {
  switch (outcome) {
    case 'running':
      return m.sync_outcome_running();
    case 'succeeded':
      return m.sync_outcome_succeeded();
    case 'incomplete':
      return m.sync_outcome_incomplete();
    case 'failed':
      return m.sync_outcome_failed();
    case 'cancelled':
      return m.sync_outcome_cancelled();
  }
}

export function startedByWords(startedBy: SyncRun['startedBy']): string {
  switch (startedBy) {
    case 'person':
      return m.sync_by_person();
    case 'schedule':
      return m.sync_by_schedule();
    case 'startup':
      return m.sync_by_startup();
    case 'command-line':
      return m.sync_by_command_line();
  }
}
