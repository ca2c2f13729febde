import { ArrowLeftRight, MessageSquare, PencilLine, ReceiptText, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { wordField } from '../../app/field-words.ts';
import { formatDay, formatMoment, formatMoney } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { wordOrderStatus } from '../../app/order-status.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/choices.tsx';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { TextAreaField } from '../../components/text-field.tsx';
import { useNow } from '../../components/texts.tsx';
import type { OrderDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { dayGroupWords, groupByDay } from '../products/day-groups.ts';
import { htmlToParagraphs } from '../products/plain-html.ts';
import { refusalOf } from '../products/refusal-words.ts';
import { ValueChange } from '../products/value-change.tsx';
import { clockInZone } from '../products/zoned-days.ts';
import { useShop } from '../products/use-shop.ts';
import { orderTimeline, type TimelineEntry } from './order-logic.ts';

type Audience = 'private' | 'customer';

/** Notes, status changes and refunds in one line of time, and the place to write the next note. */
export function OrderHistory({ order }: { readonly order: OrderDetail }) {
  const [audience, setAudience] = useState<Audience>('private');
  const nowMs = useNow(60_000);
  const timeZone = useShop(order.store_id)?.wp_timezone ?? null;
  const history = useEngineQuery('history.list', { entity: 'orders', id: order.id });
  const groups = groupByDay(orderTimeline(order, history.data), nowMs, timeZone);
  return (
    <section aria-label={m.orders_history()} className="flex flex-col gap-2 pb-4">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 font-strong">{m.orders_history()}</h3>
        <Segmented<Audience>
          ariaLabel={m.orders_note_for()}
          options={[
            { id: 'private', label: m.orders_note_private() },
            { id: 'customer', label: m.orders_note_customer() },
          ]}
          value={audience}
          onChange={setAudience}
        />
      </div>
      <NoteForm order={order} audience={audience} />
      {!order.notes_fetched && (
        <p role="status" className="text-small text-text-3">
          {m.orders_notes_not_read()}
        </p>
      )}
      {groups.map(({ group, entries }) => (
        <div key={group} className="flex flex-col">
          <h4 className="pt-2 pb-1 text-small font-medium text-text-3">{dayGroupWords(group)}</h4>
          {entries.map((entry) => (
            <Entry
              key={entry.key}
              entry={entry}
              isToday={group === 'today' || group === 'yesterday'}
              order={order}
              timeZone={timeZone}
            />
          ))}
        </div>
      ))}
    </section>
  );
}

function NoteForm({ order, audience }: { readonly order: OrderDetail; readonly audience: Audience }) {
  const [text, setText] = useState('');
  const [words, setWords] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const call = useEngineCall();
  const shop = useShop(order.store_id);

  async function add(): Promise<void> {
    if (text.trim() === '' || isBusy) return;
    setBusy(true);
    const result = await call('orders.note', { id: order.id, text: text.trim(), customer: audience === 'customer' });
    setBusy(false);
    if (!result.ok) return setWords(refusalOf(result.error).words);
    setText('');
    setWords(null);
  }

  return (
    <div
      className="flex flex-col gap-2"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void add();
      }}
    >
      <TextAreaField
        ariaLabel={m.orders_note_write()}
        placeholder={m.orders_note_write()}
        rows={text === '' ? 1 : 3}
        value={text}
        onChange={(next) => {
          setText(next);
          setWords(null);
        }}
        error={words}
      />
      {text.trim() !== '' && (
        <div className="flex items-center gap-2">
          <span className="min-w-0 flex-1 text-small text-text-3">
            {audience === 'customer' ? m.orders_note_customer_hint() : m.orders_note_private_hint()}
            {shop?.mode === 'watch' ? ` ${m.orders_note_watch_hint()}` : ''}
          </span>
          <Button size="small" keys="Ctrl ↵" isBusy={isBusy} onPress={() => void add()}>
            {m.orders_note_add()}
          </Button>
        </div>
      )}
    </div>
  );
}

const LOOKS: Readonly<Record<TimelineEntry['kind'], IconShape>> = {
  note: MessageSquare,
  status: ArrowLeftRight,
  refund: Undo2,
  field: PencilLine,
  placed: ReceiptText,
};

function Entry({
  entry,
  isToday,
  order,
  timeZone,
}: {
  readonly entry: TimelineEntry;
  readonly isToday: boolean;
  readonly order: OrderDetail;
  readonly timeZone: string | null;
}) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const isMine = entry.kind === 'note' && entry.isPending;
  return (
    <div className="flex items-start gap-3 py-1">
      <Icon
        of={isMine ? PencilLine : LOOKS[entry.kind]}
        className={`mt-0.5 ${isMine ? 'text-mine-text' : isFromHere(entry) ? 'text-text-2' : 'text-store-text'}`}
      />
      <div className="min-w-0 flex-1">
        <p>
          {entryTitle(entry, order)}
          {entry.kind === 'field' && entry.person !== null && (
            <span className="ms-2 text-small text-text-2">
              <bdi>{m.shared_by({ name: entry.person })}</bdi>
            </span>
          )}
          {isMine && <span className="ms-2 text-small text-mine-text">{m.orders_note_waits()}</span>}
        </p>
        {entry.kind === 'field' && (
          <p className="text-small break-words">
            <ValueChange entity="orders" {...entry} isUnsent={false} />
          </p>
        )}
        {entryParagraphs(entry).map((paragraph, at) => (
          <p key={at} className="selectable text-small text-text-2">
            <bdi>{paragraph}</bdi>
          </p>
        ))}
      </div>
      {entry.at !== null && (
        <time
          dateTime={entry.at}
          data-tip={formatMoment(entry.at, locale, timeZone)}
          className="shrink-0 text-small text-text-3"
        >
          {isToday ? clockInZone(entry.at, timeZone) : formatDay(entry.at, nowMs, locale)}
        </time>
      )}
    </div>
  );
}

function isFromHere(entry: TimelineEntry): boolean {
  return entry.kind === 'field' && entry.author !== 'store';
}

function entryTitle(entry: TimelineEntry, order: OrderDetail): string {
  switch (entry.kind) {
    case 'note':
      return noteTitle(entry);
    case 'status':
      return m.orders_entry_status({ from: wordOrderStatus(entry.from), to: wordOrderStatus(entry.to) });
    case 'refund':
      return m.orders_entry_refund({ amount: formatMoney(entry.amount, order.currency) });
    case 'field':
      return m.orders_entry_field({ field: wordField(entry.field) });
    case 'placed':
      return m.orders_entry_placed();
  }
}

function noteTitle(note: Extract<TimelineEntry, { kind: 'note' }>): string {
  // Written here and not sent: the store has given it no author yet.
  if (note.isPending) return note.toCustomer ? m.orders_entry_own_customer_note() : m.orders_entry_own_note();
  if (note.toCustomer) return m.orders_entry_customer_note({ author: authorOf(note.author) });
  const isSystem = note.author === '' || note.author === 'system' || note.author === 'WooCommerce';
  return isSystem ? m.orders_entry_system_note() : m.orders_entry_private_note({ author: note.author });
}

function authorOf(author: string): string {
  return author === '' || author === 'system' ? m.orders_entry_store() : author;
}

function entryParagraphs(entry: TimelineEntry): readonly string[] {
  if (entry.kind === 'note') return htmlToParagraphs(entry.html);
  return entry.kind === 'refund' && entry.reason !== '' ? htmlToParagraphs(entry.reason) : [];
}
