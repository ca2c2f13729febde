import { ArrowDownToLine, ArrowUpFromLine } from 'lucide-react';
import { useState } from 'react';
import { useEngineQuery, type MethodInput } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import type { Tone } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Section } from '../../components/page.tsx';
import { Select } from '../../components/select.tsx';
import { Code } from '../../components/texts.tsx';
import type { JournalItemRow } from '../../../shared/contract/triage.ts';
import { m } from '../../paraglide/messages.js';
import { RecordLink } from './record-link.tsx';
import { directionWords, itemResultWords, itemWords } from './run-words.ts';

type Result = NonNullable<MethodInput<'journal.items'>['result']>;
const RESULTS: readonly Result[] = ['done', 'refused', 'conflict', 'unknown', 'unreadable'];
const STEP_ITEMS = 100;
const MOST_ITEMS = 1000;

const TONES: Readonly<Record<Exclude<Result, 'done'>, Tone>> = {
  refused: 'danger',
  conflict: 'conflict',
  unknown: 'warning',
  unreadable: 'warning',
};

/** What a run did, record by record, in its order. */
export function RunItems({ runId }: { readonly runId: string }) {
  const [result, setResult] = useState<Result | 'all'>('all');
  const [limit, setLimit] = useState(STEP_ITEMS);
  const items = useEngineQuery(
    'journal.items',
    { runId, result: result === 'all' ? null : result, limit },
    { keepPrevious: true },
  );
  const { total, rows } = items.data ?? { total: 0, rows: [] };
  return (
    <Section
      title={m.sync_items()}
      count={formatCount(total)}
      aside={
        <Select<Result | 'all'>
          ariaLabel={m.sync_items_filter()}
          size="small"
          className="w-44"
          options={[
            { id: 'all', label: m.sync_items_all() },
            ...RESULTS.map((id) => ({ id, label: itemResultWords(id) })),
          ]}
          value={result}
          onChange={setResult}
        />
      }
    >
      {items.isError && <p className="text-small text-danger-text">{m.sync_items_failed()}</p>}
      {items.data && rows.length === 0 && (
        <p className="text-small text-text-2">
          {result === 'all' ? m.sync_items_none() : m.sync_items_none_filtered()}
        </p>
      )}
      <ul className="flex flex-col">
        {rows.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
      {total > rows.length && limit < MOST_ITEMS && (
        <Button
          size="small"
          className="mt-2 self-start"
          onPress={() => setLimit(Math.min(MOST_ITEMS, limit + STEP_ITEMS * 2))}
        >
          {m.sync_show_more({ count: formatCount(total - rows.length) })}
        </Button>
      )}
    </Section>
  );
}

function Item({ item }: { readonly item: JournalItemRow }) {
  const isPush = item.direction === 'push';
  return (
    <li className="flex min-h-8 items-center gap-3 border-t border-divider py-1 first:border-t-0">
      <Icon
        of={isPush ? ArrowUpFromLine : ArrowDownToLine}
        size={14}
        className={isPush ? 'text-mine-text' : 'text-store-text'}
      />
      <span className="min-w-0 flex-1 truncate">
        {item.recordId === null && item.count > 1 ? (
          m.sync_items_page({ figure: formatCount(item.count), entity: wordEntity(item.entity) })
        ) : (
          <RecordLink entity={item.entity} recordId={item.recordId} label={item.label} />
        )}
      </span>
      <span className="shrink-0 text-small text-text-2">
        {item.result === 'done' ? itemWords(item) : directionWords(item.direction)}
      </span>
      {item.result !== 'done' && (
        <Chip tone={TONES[item.result]}>
          {itemResultWords(item.result)}
          {item.errorCode !== null && (
            <Code isMono className="font-regular">
              {item.errorCode}
            </Code>
          )}
        </Chip>
      )}
    </li>
  );
}
