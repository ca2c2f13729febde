import { PencilLine, RefreshCw } from 'lucide-react';
import type { TriageRecord } from '../../../shared/contract/triage.ts';
import type { FieldSpec } from '../../../shared/domain/fields.ts';
import { useLocale } from '../../app/locale.ts';
import { IconButton } from '../../components/button.tsx';
import { Checkbox } from '../../components/choices.tsx';
import { classes } from '../../components/class-names.ts';
import { tipWhenCut } from '../../components/hover-tips.tsx';
import { RelativeTime, useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { RecordLink } from '../sync/record-link.tsx';
import { valueText } from '../sync/value-text.ts';
import { FixField } from './fix-field.tsx';
import { RECORD_COLUMNS, type RowProps } from './row-parts.ts';
import { recordState, recordWords } from './triage-words.ts';

/** One refused record: what this computer wants, what is in the way or what the store said. */
export function RecordRow({
  record,
  spec,
  isHere,
  isSelected,
  isEditing,
  rowProps,
  onSelect,
  onRetry,
  onEdit,
  onSave,
  onLeave,
}: {
  readonly record: TriageRecord;
  /** The field that can be corrected in place; null where it cannot be typed. */
  readonly spec: FieldSpec | null;
  readonly isHere: boolean;
  readonly isSelected: boolean;
  readonly isEditing: boolean;
  readonly rowProps: RowProps;
  readonly onSelect: () => void;
  readonly onRetry: () => void;
  readonly onEdit: () => void;
  /** Answers the refusal in words, or null when it was taken. */
  readonly onSave: (value: string) => Promise<string | null>;
  readonly onLeave: () => void;
}) {
  const name = recordWords(record);
  const isSettled = record.resolvedBy !== null;
  return (
    <div
      {...rowProps}
      role="row"
      aria-level={2}
      aria-selected={isSelected}
      className={classes(
        RECORD_COLUMNS,
        'relative min-h-11 cursor-default border-b border-divider focus-visible:shadow-focus-inset',
        isHere ? 'bg-accent-soft' : isSelected ? 'bg-active' : 'hover:bg-hover',
      )}
    >
      <span role="gridcell" className="flex ps-9">
        {isHere && <span aria-hidden className="absolute inset-y-0 start-0 w-0.75 bg-accent" />}
        {!isSettled && (
          <Checkbox
            excludeFromTabOrder
            isSelected={isSelected}
            onChange={onSelect}
            ariaLabel={m.triage_select({ name })}
          />
        )}
      </span>
      <span role="gridcell" className="min-w-0 py-1">
        <span className="flex min-w-0">
          <RecordLink entity={record.entity} recordId={record.recordId} label={record.label} />
        </span>
        <State record={record} />
      </span>
      <span role="gridcell" className="min-w-0 py-1">
        {isEditing && spec ? (
          <FixField record={record} spec={spec} onSave={onSave} onLeave={onLeave} />
        ) : (
          <Trouble record={record} />
        )}
      </span>
      <span role="gridcell" className="truncate text-small text-text-2">
        <RelativeTime iso={record.resolvedAt ?? record.lastSeenAt} isShort />
      </span>
      <span role="gridcell" className="flex justify-end gap-1 pe-3">
        {!isSettled && !isEditing && (
          <>
            {spec && <IconButton size="small" icon={PencilLine} label={m.triage_fix_one()} keys="F" onPress={onEdit} />}
            <IconButton size="small" icon={RefreshCw} label={m.triage_retry()} keys="R" onPress={onRetry} />
          </>
        )}
      </span>
    </div>
  );
}

/** The second line below the name: SKU, how it waits, whose it is. */
function State({ record }: { readonly record: TriageRecord }) {
  const nowMs = useNow(60_000);
  const locale = useLocale();
  const state = recordState(record, nowMs, locale);
  return (
    <span onPointerEnter={tipWhenCut} className="block truncate text-small text-text-2">
      {record.sku !== null && <bdi dir="ltr">{record.sku}</bdi>}
      {record.sku !== null && state !== null && ' · '}
      {state}
      {record.note !== '' && (
        <>
          {' · '}
          <bdi>{record.note}</bdi>
        </>
      )}
    </span>
  );
}

/** What is wanted, and below it the record in the way, else the store's own sentence. */
function Trouble({ record }: { readonly record: TriageRecord }) {
  const { inTheWay, field, value } = record;
  return (
    <>
      {field !== null && value !== undefined && (
        <span onPointerEnter={tipWhenCut} className="block truncate">
          <bdi>{valueText(record.entity, field, value)}</bdi>
        </span>
      )}
      {inTheWay ? (
        <span className="flex min-w-0 items-baseline gap-1 text-small text-text-2">
          <span className="shrink-0">{m.triage_in_the_way()}</span>
          <span className="flex min-w-0">
            <RecordLink entity={record.entity} recordId={inTheWay.recordId} label={inTheWay.label} />
          </span>
          {inTheWay.trashed && <span className="shrink-0">{m.triage_in_trash()}</span>}
        </span>
      ) : (
        <span onPointerEnter={tipWhenCut} className="block truncate text-small text-text-2">
          <bdi>{record.message}</bdi>
        </span>
      )}
    </>
  );
}
