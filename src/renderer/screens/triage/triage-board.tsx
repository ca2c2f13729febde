import { useMemo, useState, type ReactNode } from 'react';
import type { TriageGroup, TriageRecord } from '../../../shared/contract/triage.ts';
import { replaceParams } from '../../app/routes.ts';
import { useStores } from '../../app/store-facts.ts';
import { useWindowAtLeast } from '../../components/grid/use-tokens.ts';
import { AskedDialog, type Asked } from './asked-dialog.tsx';
import { KeySheet } from './triage-dialogs.tsx';
import { useMakeOfGroup } from './error-links.tsx';
import { TriageFoot } from './triage-foot.tsx';
import { TriageList } from './triage-list.tsx';
import {
  countOf,
  cursorIn,
  fieldToFix,
  keyOfGroup,
  keyOfRecord,
  rowsOf,
  stepFrom,
  targetOf,
  type Target,
  type TriageKey,
  type TriageRow,
} from './triage-logic.ts';
import { TriagePanel } from './triage-panel.tsx';
import type { TriageQuestion, TriageView } from './triage-question.ts';
import { fixRefusalWords } from './triage-words.ts';
import { useOpenRecords } from './use-open-records.ts';
import type { TriageActs } from './use-triage-acts.ts';
import { useTriageKeys } from './use-triage-keys.ts';
import { useWays } from './use-ways.ts';

/** From this width on the panel stands beside the list, so it is there from the start. */
const PANEL_BESIDE_PX = 1200;

/** One tab: the list with its mark and selection, the panel beside it, and the keys for both. */
export function TriageBoard({
  view,
  question,
  groups,
  known,
  acts,
  toolbar,
  blank,
  refreshing,
}: {
  readonly view: TriageView;
  readonly question: TriageQuestion;
  readonly groups: readonly TriageGroup[];
  readonly known: readonly TriageGroup[];
  readonly acts: TriageActs;
  readonly toolbar: ReactNode;
  /** Stands in place of the list. */
  readonly blank: ReactNode;
  readonly refreshing: ReactNode;
}) {
  const isSettled = view.tab === 'resolved';
  const [openFingerprint, setOpenFingerprint] = useState<string | null>(null);
  const [mark, setMark] = useState<{ readonly key: string | null; readonly index: number }>({ key: null, index: 0 });
  const [focusRequest, setFocusRequest] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [editingId, setEditingId] = useState<string | null>(null);
  const [fixingFirstOf, setFixingFirstOf] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const isWide = useWindowAtLeast(PANEL_BESIDE_PX);
  const [isPanelWanted, setPanelWanted] = useState<boolean | null>(null);
  const stores = useStores();
  const storeNames = useMemo(() => new Map((stores ?? []).map(({ store }) => [store.id, store.name])), [stores]);

  const make = useMakeOfGroup();
  const { records, open, showMore } = useOpenRecords(question, groups, openFingerprint);
  const rows = useMemo(() => rowsOf(groups, openFingerprint, records), [groups, openFingerprint, records]);
  const at = cursorIn(rows, mark.key, mark.index);
  const here = rows[at] ?? null;
  // The mark stays with its line when the order changes, and where it was when its line goes away.
  if (here && (here.key !== mark.key || at !== mark.index)) setMark({ key: here.key, index: at });
  const target = targetOf(rows, selected, here);
  const chosen = countOf(targetOf(rows, selected, null));
  const isPanelOpen = isPanelWanted ?? isWide;

  const runWay = useWays({
    retry: (group) => void acts.retry({ groups: [group], records: [] }),
    resolve: (group) => setAsked({ what: 'resolve', target: { groups: [group], records: [] } }),
    fixAll: (group) => setAsked({ what: 'fix', target: { groups: [group], records: [] } }),
    fixEach: (group) => {
      setOpenFingerprint(group.fingerprint);
      setFixingFirstOf(group.fingerprint);
    },
  });

  // The records of a cause that was just opened to be corrected are not here yet: the first begins when they are.
  const [first] = records;
  if (fixingFirstOf !== null && first && open.fingerprint === fixingFirstOf) {
    setFixingFirstOf(null);
    setEditingId(first.id);
    setMark({ key: keyOfRecord(first.id), index: at + 1 });
  }

  function moveTo(index: number): void {
    const row = rows[index];
    if (!row) return;
    setMark({ key: row.key, index });
    setFocusRequest((count) => count + 1);
  }

  function toggle(group: TriageGroup): void {
    setEditingId(null);
    setOpenFingerprint(openFingerprint === group.fingerprint ? null : group.fingerprint);
  }

  function select(key: string): void {
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }

  async function afterwards(work: Promise<boolean>): Promise<void> {
    if (await work) setSelected(new Set());
  }

  function ask(what: Asked['what'], about: Target = target): void {
    if (countOf(about) > 0) setAsked({ what, target: about });
  }

  function fix(): void {
    if (here?.kind === 'record' && chosen === 0 && fieldOf(here)) return setEditingId(here.record.id);
    ask('fix');
  }

  /** Enter in the field of a record: the next one follows, so that many take one hand. */
  async function save(record: TriageRecord, column: string, value: string): Promise<string | null> {
    const next = records[records.findIndex(({ id }) => id === record.id) + 1];
    const outcome = await acts.fix({ groups: [], records: [record] }, column, value);
    if (!outcome) return null;
    const [refusal] = outcome.refused;
    if (refusal) return fixRefusalWords(refusal);
    // Who left the field while it was being saved is not called back into the next one.
    setEditingId((current) => (current === record.id ? (next?.id ?? null) : current));
    if (next) setMark({ key: keyOfRecord(next.id), index: at });
    else setFocusRequest((count) => count + 1);
    return null;
  }

  function run(key: TriageKey): boolean {
    if (key === 'sheet') setSheetOpen(true);
    else if (key === 'clear') return leave();
    else if (rows.length === 0) return false;
    else if (key === 'next-cause') moveTo(stepFrom(rows, at, 1, true));
    else if (key === 'previous-cause') moveTo(stepFrom(rows, at, -1, true));
    else if (key === 'next-row') moveTo(stepFrom(rows, at, 1, false));
    else if (key === 'previous-row') moveTo(stepFrom(rows, at, -1, false));
    else if (key === 'toggle' || key === 'open' || key === 'close') return openByKey(key);
    else if (isSettled || acts.isBusy) return false;
    else return act(key);
    return true;
  }

  function openByKey(key: 'toggle' | 'open' | 'close'): boolean {
    if (!here) return false;
    const isOpen = here.group.fingerprint === openFingerprint;
    if (key === 'open' && isOpen) return false;
    if (key === 'close' && !isOpen) return false;
    if (here.kind === 'record' && key !== 'close') setPanelWanted(true);
    else {
      toggle(here.group);
      if (here.kind === 'record') {
        const index = rows.findIndex((row) => row.key === keyOfGroup(here.group.fingerprint));
        moveTo(index);
      }
    }
    return true;
  }

  function act(key: TriageKey): boolean {
    if (key === 'retry') void afterwards(acts.retry(target));
    else if (key === 'retry-all') void afterwards(acts.retry({ groups, records: [] }));
    else if (key === 'resolve' || key === 'snooze' || key === 'assign') ask(key);
    else if ((key === 'bug' || key === 'task') && here) void make(here.group, key);
    else if (key === 'fix') fix();
    else if (key === 'select' && here) select(here.key);
    else return false;
    return true;
  }

  /** Escape undoes one thing: the selection first, then the panel where it lies over the list. */
  function leave(): boolean {
    if (selected.size > 0) setSelected(new Set());
    else if (isPanelOpen && !isWide) setPanelWanted(false);
    else return false;
    return true;
  }
  useTriageKeys((key) => run(key));

  const closeAsked = (): void => {
    setAsked(null);
    setSelected(new Set());
    setFocusRequest((count) => count + 1);
  };
  const owners = [...new Set(known.flatMap(({ assignee }) => assignee ?? []))];
  return (
    <div className="relative flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col">
        {toolbar}
        {refreshing}
        {blank ?? (
          <>
            <TriageList
              rows={rows}
              cursorKey={here?.key ?? null}
              focusRequest={focusRequest}
              selected={selected}
              editingId={editingId}
              tab={view.tab}
              sort={view.sort}
              open={open}
              storeNames={storeNames}
              acts={{
                onMove: (key) => {
                  setMark({ key, index: rows.findIndex((row) => row.key === key) });
                  if (!isWide) setPanelWanted(true);
                },
                onToggle: toggle,
                onSelect: select,
                onAssign: (group) => ask('assign', { groups: [group], records: [] }),
                onRetry: (record) => void acts.retry({ groups: [], records: [record] }),
                onEdit: (id) => {
                  setEditingId(id);
                  if (id === null) setFocusRequest((count) => count + 1);
                  else setMark({ key: keyOfRecord(id), index: at });
                },
                onSave: save,
                onMore: showMore,
                onSort: (sort) => replaceParams({ sort: sort === 'count' ? '' : sort }),
              }}
            />
            <TriageFoot
              groups={groups}
              chosen={chosen}
              isSettled={isSettled}
              onClear={() => setSelected(new Set())}
              onSheet={() => setSheetOpen(true)}
            />
          </>
        )}
      </div>
      {!blank && isPanelOpen && here && (
        <TriagePanel
          row={here}
          tab={view.tab}
          isBusy={acts.isBusy}
          onClose={() => {
            setPanelWanted(false);
            setFocusRequest((count) => count + 1);
          }}
          acts={{
            onWay: runWay.run,
            onRetry: () => void afterwards(acts.retry(target)),
            onResolve: () => ask('resolve'),
            onSnooze: () => ask('snooze'),
            onWake: () => void afterwards(acts.snooze(target, null)),
            onAssign: () => ask('assign'),
            onFix: fix,
            onCopy: runWay.copy,
          }}
        />
      )}
      {asked && <AskedDialog asked={asked} acts={acts} known={owners} onClose={closeAsked} />}
      {isSheetOpen && <KeySheet onClose={() => setSheetOpen(false)} />}
    </div>
  );
}

function fieldOf(row: Extract<TriageRow, { kind: 'record' }>): boolean {
  return fieldToFix(row.record.entity, row.record.field, row.group.advice.what) !== null;
}
