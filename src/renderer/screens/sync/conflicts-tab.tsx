import { CircleCheck, ListChecks, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { Note } from '../../components/note.tsx';
import { useSharedInbox } from '../../app/shared-inbox.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import type { Store } from '../../../shared/contract/stores.ts';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { BulkDialog } from './bulk-dialog.tsx';
import { ConflictFields } from './conflict-fields.tsx';
import { groupConflicts, formOf, type ConflictSection } from './conflict-logic.ts';
import { conflictDetail, conflictLabel, settledDetail } from './conflict-words.ts';
import { ConflictWhole } from './conflict-whole.tsx';
import { lineClasses } from './inbox-line.ts';
import { useLastSettled, useSettledDecisions, type SettledDecision } from './settled-decisions.ts';
import { SharedDecisionPane } from './shared-decision.tsx';
import { SharedLines, sharedKey } from './shared-lines.tsx';
import { SharedRefusalPane } from './shared-refusal.tsx';
import { SettledPane } from './settled-pane.tsx';
import { ListState } from './tab-states.tsx';
import { useUndo } from './use-undo.ts';

function sectionWords(section: ConflictSection): string {
  switch (section) {
    case 'shop':
      return m.sync_section_shop();
    case 'both':
      return m.sync_section_both();
    case 'stock':
      return m.sync_section_stock();
    case 'deleted':
      return m.sync_section_deleted();
    case 'unknown':
      return m.sync_section_unknown();
  }
}

/** Decisions that wait for a person: a list, and one of them open. Nothing is overwritten until somebody chose. */
export function ConflictsTab({ store }: { readonly store: Store }) {
  const query = useEngineQuery('conflicts.list', { storeId: store.id });
  const conflicts = query.data?.rows ?? [];
  const groups = groupConflicts(conflicts);
  const ordered = groups.flatMap((group) => group.conflicts);
  const team = useSharedInbox();
  const keys = [
    ...ordered.map(({ id }) => id),
    ...[...team.decisions, ...team.refusals].map(({ id }) => sharedKey(id)),
  ];
  const [chosenId, setChosenId] = useState<string | null>(null);
  const settled = useSettledDecisions(store.id);
  const reopened = settled.find(({ conflict }) => settledKey(conflict.id) === chosenId) ?? null;
  const openKey = reopened ? null : (keys.find((key) => key === chosenId) ?? keys[0] ?? null);
  const open = ordered.find(({ id }) => id === openKey) ?? null;
  const [isBulk, setBulk] = useState(false);

  /** The next decision after this one; settled ones leave the list by themselves. */
  function skip(): void {
    const place = keys.findIndex((key) => key === openKey);
    setChosenId(keys[place + 1] ?? keys[0] ?? null);
  }
  function back(): void {
    const place = keys.findIndex((key) => key === openKey);
    setChosenId(keys.at(place - 1) ?? null);
  }
  useShortcut('j', skip, keys.length > 1);
  useShortcut('k', back, keys.length > 1);
  const { undo, isUndoing } = useUndo((id) => setChosenId(id));
  const last = useLastSettled(store.id);
  useShortcut('mod+z', () => void undo(last), last.length > 0 && !isUndoing);

  return (
    <ListState
      query={query}
      isEmpty={keys.length === 0 && settled.length === 0 && team.error === null}
      failed={m.sync_conflicts_failed()}
      empty={{ title: m.sync_conflicts_none(), body: m.sync_conflicts_none_way() }}
    >
      <div className="flex min-h-0 flex-1">
        <nav
          aria-label={m.sync_tab_conflicts()}
          className="w-66 shrink-0 overflow-auto border-e border-border wide:w-list-narrow"
        >
          {(ordered.length > 1 || last.length > 0) && (
            <div className="flex items-center gap-2 border-b border-border px-4 py-2">
              {ordered.length > 1 && (
                <Button size="small" icon={ListChecks} onPress={() => setBulk(true)}>
                  {m.sync_bulk_open()}
                </Button>
              )}
              {last.length > 0 && (
                <Button
                  size="small"
                  variant="quiet"
                  icon={Undo2}
                  iconFlips
                  isBusy={isUndoing}
                  busyLabel={m.sync_undoing()}
                  onPress={() => void undo(last)}
                >
                  {m.sync_undo_last()}
                </Button>
              )}
            </div>
          )}
          {groups.map(({ section, conflicts: members }) => (
            <section key={section} aria-label={sectionWords(section)}>
              <h2 className="border-b border-divider px-4 py-2 text-small text-text-2">{sectionWords(section)}</h2>
              {members.map((conflict) => (
                <ConflictLine
                  key={conflict.id}
                  conflict={conflict}
                  isOpen={conflict.id === open?.id}
                  onOpen={() => setChosenId(conflict.id)}
                />
              ))}
            </section>
          ))}
          {team.error !== null && (
            <Note tone="danger" className="m-2">
              {m.shared_unread()} {wordError(engineErrorOf(team.error)).way}
            </Note>
          )}
          <SharedLines decisions={team.decisions} refusals={team.refusals} openKey={openKey} onOpen={setChosenId} />
          {settled.length > 0 && (
            <section aria-label={m.sync_settled()}>
              <h2 className="border-b border-divider px-4 py-2 text-small text-text-2">{m.sync_settled()}</h2>
              {settled.map((decision) => (
                <SettledLine
                  key={decision.conflict.id}
                  decision={decision}
                  isOpen={decision === reopened}
                  onOpen={() => setChosenId(settledKey(decision.conflict.id))}
                />
              ))}
            </section>
          )}
        </nav>
        {reopened && <SettledPane key={reopened.conflict.id} decision={reopened} />}
        {open && (
          <Decision
            key={open.id}
            conflict={open}
            onSkip={keys.length > 1 ? skip : null}
            onUndo={(settled) => void undo([settled])}
          />
        )}
        {team.decisions
          .filter(({ id }) => sharedKey(id) === openKey)
          .map((decision) => (
            <SharedDecisionPane key={decision.id} decision={decision} onSkip={keys.length > 1 ? skip : null} />
          ))}
        {team.refusals
          .filter(({ id }) => sharedKey(id) === openKey)
          .map((refusal) => (
            <SharedRefusalPane key={refusal.id} refusal={refusal} onSkip={keys.length > 1 ? skip : null} />
          ))}
        {!reopened && openKey === null && (
          <div className="flex-1">
            <EmptyState kind="empty" icon={CircleCheck} title={m.sync_conflicts_none()}>
              {m.sync_conflicts_none_way()}
            </EmptyState>
          </div>
        )}
      </div>
      <BulkDialog
        conflicts={ordered}
        isOpen={isBulk}
        onClose={() => setBulk(false)}
        onUndo={(settled) => void undo(settled)}
      />
    </ListState>
  );
}

/** A decision may be settled in part: then it stands in both lists. */
function settledKey(id: string): string {
  return `settled:${id}`;
}

function ConflictLine({
  conflict,
  isOpen,
  onOpen,
}: {
  readonly conflict: ConflictRow;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}) {
  const detail = conflictDetail(conflict);
  return (
    <button type="button" aria-current={isOpen} onClick={onOpen} className={lineClasses(isOpen)}>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          <bdi>{conflictLabel(conflict)}</bdi>
        </span>
        <span className="block truncate text-small text-text-2">{detail}</span>
      </span>
      <span className="text-small font-strong text-conflict-text">
        {formatCount(conflict.count ?? Math.max(1, conflict.fields.length))}
      </span>
    </button>
  );
}

function SettledLine({
  decision,
  isOpen,
  onOpen,
}: {
  readonly decision: SettledDecision;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}) {
  return (
    <button type="button" aria-current={isOpen} onClick={onOpen} className={lineClasses(isOpen)}>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          <bdi>{conflictLabel(decision.conflict)}</bdi>
        </span>
        <span className="block truncate text-small text-text-2">{settledDetail(decision)}</span>
      </span>
      <Icon of={CircleCheck} className="text-success" />
    </button>
  );
}

function Decision({
  conflict,
  onSkip,
  onUndo,
}: {
  readonly conflict: ConflictRow;
  readonly onSkip: (() => void) | null;
  readonly onUndo: (settled: SettledDecision) => void;
}) {
  return formOf(conflict.kind) === 'whole' ? (
    <ConflictWhole conflict={conflict} onSkip={onSkip} />
  ) : (
    <ConflictFields conflict={conflict} onSkip={onSkip} onUndo={onUndo} />
  );
}
