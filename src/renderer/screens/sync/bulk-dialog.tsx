import { useState } from 'react';
import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Segmented } from '../../components/choices.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { ProgressBar } from '../../components/progress.tsx';
import { Select } from '../../components/select.tsx';
import { showToast } from '../../components/toast.tsx';
import type { ConflictRow } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { bulkParts, bulkScopes, choicesOf, type BulkPart, type BulkScope } from './bulk-logic.ts';
import { conflictLabel, wholeWords } from './conflict-words.ts';
import { rememberAsOne, type SettledDecision } from './settled-decisions.ts';
import { useSettling } from './use-settling.ts';

type Side = 'mine' | 'theirs';
type Refused = { readonly id: string; readonly label: string; readonly words: string };

const SHOWN_REFUSALS = 5;

/** Settles many open decisions alike, after saying how many records and fields that is. */
export function BulkDialog({
  conflicts,
  isOpen,
  onClose,
  onUndo,
}: {
  readonly conflicts: readonly ConflictRow[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Asks all of them again. */
  readonly onUndo: (settled: readonly SettledDecision[]) => void;
}) {
  const scopes = bulkScopes(conflicts);
  const [chosen, setChosen] = useState<BulkScope | null>(null);
  const [side, setSide] = useState<Side>('mine');
  const [done, setDone] = useState<number | null>(null);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const settle = useBulk(setDone);
  const scope = scopes.find((one) => one === chosen) ?? scopes[0] ?? 'fields';
  const parts = bulkParts(conflicts, scope);
  const words = sideWords(scope, parts);
  const removes = scope === 'deleted' && side === 'theirs';

  function close(): void {
    setRefused([]);
    onClose();
  }
  async function run(): Promise<void> {
    setRefused([]);
    setDone(0);
    const { settled, failed } = await settle(parts, side, words[side]);
    setDone(null);
    const count = parts.length - failed.length;
    if (count > 0) {
      showToast({
        text: m.sync_bulk_done({ count, figure: formatCount(count) }),
        ...(settled.length > 0 ? { action: { label: m.common_undo(), onPress: () => onUndo(settled) } } : {}),
      });
    }
    if (failed.length > 0) setRefused(failed);
    else close();
  }

  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={close}
      title={m.sync_bulk_title()}
      confirmLabel={m.sync_bulk_do({ count: parts.length, figure: formatCount(parts.length) })}
      onConfirm={() => void run()}
      isBusy={done !== null}
      isConfirmDisabled={parts.length === 0}
      isDangerous={removes}
    >
      <Select<BulkScope>
        label={m.sync_bulk_which()}
        options={scopes.map((id) => ({ id, label: scopeWords(id, bulkParts(conflicts, id).length) }))}
        value={scope}
        onChange={setChosen}
        isDisabled={done !== null}
      />
      <Segmented<Side>
        ariaLabel={m.sync_bulk_side()}
        isWide
        options={[
          { id: 'mine', label: words.mine },
          { id: 'theirs', label: words.theirs },
        ]}
        value={side}
        onChange={setSide}
        isDisabled={done !== null}
      />
      <p role="status">{effectWords(parts)}</p>
      {side === 'mine' && hasStock(parts) && <Note tone="warning">{m.sync_bulk_stock()}</Note>}
      {removes && <Note tone="warning">{m.sync_gone_theirs_means()}</Note>}
      {done !== null && <ProgressBar label={m.sync_bulk_title()} value={done} total={parts.length} />}
      {refused.length > 0 && <Refusals refused={refused} />}
    </ConfirmDialog>
  );
}

/** One after the other: each decision is a change of its own, and one that is refused holds up no other. */
function useBulk(onDone: (count: number) => void) {
  const { settleFields, settleWhole } = useSettling();
  return async (
    parts: readonly BulkPart[],
    side: Side,
    answer: string,
  ): Promise<{ readonly settled: readonly SettledDecision[]; readonly failed: readonly Refused[] }> => {
    const decided: SettledDecision[] = [];
    const refused: Refused[] = [];
    for (const [at, part] of parts.entries()) {
      const { conflict, fields } = part;
      const settled =
        fields.length === 0
          ? await settleWhole(conflict, side, answer)
          : await settleFields(conflict, choicesOf(part, side));
      if (settled.ok) {
        if (settled.decision) decided.push(settled.decision);
      } else {
        const { field, words } = settled.refusal;
        const told = field === null || field === 'id' ? words : `${wordField(field)}: ${words}`;
        refused.push({ id: conflict.id, label: conflictLabel(conflict), words: told });
      }
      onDone(at + 1);
    }
    rememberAsOne(decided);
    return { settled: decided, failed: refused };
  };
}

function Refusals({ refused }: { readonly refused: readonly Refused[] }) {
  const rest = refused.length - SHOWN_REFUSALS;
  return (
    <Note tone="danger" role="alert">
      <p className="font-medium">
        {m.sync_bulk_refused({ count: refused.length, figure: formatCount(refused.length) })}
      </p>
      <ul>
        {refused.slice(0, SHOWN_REFUSALS).map(({ id, label, words }) => (
          <li key={id}>
            <bdi className="font-medium">{label}</bdi>: {words}
          </li>
        ))}
      </ul>
      {rest > 0 && <p>{m.sync_bulk_more({ count: formatCount(rest) })}</p>}
    </Note>
  );
}

function hasStock(parts: readonly BulkPart[]): boolean {
  return parts.some(({ fields }) => fields.includes('stock_quantity'));
}

function scopeWords(scope: BulkScope, count: number): string {
  const figure = formatCount(count);
  switch (scope) {
    case 'fields':
      return m.sync_bulk_scope_fields({ figure });
    case 'deleted':
      return m.sync_bulk_scope_deleted({ figure });
    case 'unknown':
      return m.sync_bulk_scope_unknown({ figure });
    default:
      return m.sync_bulk_scope_field({ field: wordField(scope.slice('field:'.length)), figure });
  }
}

function sideWords(scope: BulkScope, parts: readonly BulkPart[]): Readonly<Record<Side, string>> {
  const first = parts[0]?.conflict;
  if ((scope === 'deleted' || scope === 'unknown') && first) {
    const { mine, theirs } = wholeWords(first);
    return { mine: mine.label, theirs: theirs?.label ?? '' };
  }
  return { mine: m.sync_conflict_all_mine(), theirs: m.sync_conflict_all_theirs() };
}

function effectWords(parts: readonly BulkPart[]): string {
  const fields = parts.reduce((sum, part) => sum + part.fields.length, 0);
  const records = m.sync_bulk_records({ count: parts.length, figure: formatCount(parts.length) });
  const open = parts.filter(({ isPartial }) => isPartial).length;
  const settles =
    fields === 0
      ? m.sync_bulk_settles_whole({ records })
      : m.sync_bulk_settles({ count: fields, figure: formatCount(fields), records });
  return open === 0 ? settles : `${settles} ${m.sync_bulk_stays_open({ count: open, figure: formatCount(open) })}`;
}
