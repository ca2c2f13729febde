import { Merge } from 'lucide-react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import type { ConflictRow, MergedField } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { shortTexts } from '../products/short-text.ts';
import { valueText } from './value-text.ts';

type Entity = ConflictRow['entity'];

/** The fields of the record that needed nobody: what stands now, and who changed it. */
export function MergedFields({ conflict }: { readonly conflict: ConflictRow }) {
  const { data: merged = [] } = useEngineQuery('conflicts.merged', { id: conflict.id });
  if (merged.length === 0) return null;
  return (
    <section aria-labelledby="merged-fields">
      <h3 id="merged-fields" className="flex items-center gap-2 border-b border-border pb-2 font-strong">
        <Icon of={Merge} size={14} />
        {m.sync_merged()}
        <span className="text-small font-regular text-text-2">
          {m.sync_merged_count({ count: merged.length, figure: formatCount(merged.length) })}
        </span>
      </h3>
      <table className="w-full table-fixed border-collapse">
        <tbody>
          {merged.map((field) => (
            <tr key={field.field} className="border-b border-divider align-top last:border-b-0">
              <th scope="row" className="w-[16%] px-3 py-1.5 text-start font-regular text-text-2">
                {wordField(field.field)}
              </th>
              <td className="px-3 py-1.5 break-words">
                <MergedValue entity={conflict.entity} field={field} />
              </td>
              <td className="w-[26%] px-3 py-1.5 text-end text-small text-text-2">
                <span aria-hidden className={classes('me-2 inline-block size-1.5 rounded-full', DOTS[field.by])} />
                {byWords(field.by)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const DOTS = { you: 'bg-mine', store: 'bg-store', both: 'bg-conflict', same: 'bg-base' } as const;

function byWords(by: MergedField['by']): string {
  switch (by) {
    case 'you':
      return m.sync_merged_you();
    case 'store':
      return m.sync_merged_store();
    case 'both':
      return m.sync_merged_both();
    case 'same':
      return m.sync_merged_same();
  }
}

/** A list names its members, each in the colour of the side that added it. */
function MergedValue({ entity, field }: { readonly entity: Entity; readonly field: MergedField }) {
  if (!Array.isArray(field.value) || field.value.length === 0) {
    const [, text] = shortTexts(
      valueText(entity, field.field, field.base),
      valueText(entity, field.field, field.value),
    );
    return (
      <bdi className="selectable" data-tip={valueText(entity, field.field, field.base)}>
        {text}
      </bdi>
    );
  }
  const named = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.map((item) => valueText(entity, field.field, [item])) : [];
  const [before, mine, theirs] = [field.base, field.mine, field.theirs].map((value) => new Set(named(value)));
  return named(field.value).map((name, at) => (
    <span key={`${String(at)} ${name}`}>
      {at > 0 && ', '}
      <bdi className={inkOf(before?.has(name), mine?.has(name), theirs?.has(name))}>{name}</bdi>
    </span>
  ));
}

function inkOf(isOld = false, isMine = false, isTheirs = false): string {
  if (isOld || isMine === isTheirs) return '';
  return isMine ? 'font-strong text-mine-text' : 'font-strong text-store-text';
}
