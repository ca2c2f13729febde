import { Check, Layers, Package, ReceiptText, TagsIcon, TicketPercent, Undo2, Users } from 'lucide-react';
import { formatCount, formatDuration } from '../../app/formats.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { ProgressBar } from '../../components/progress.tsx';
import type { EntityProgress } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { faceOfLine, toLines, type LineFace, type LineProgress, type SyncLine } from './sync-logic.ts';

const ICONS: Readonly<Record<SyncLine, IconShape>> = {
  products: Package,
  variations: Layers,
  taxonomy: TagsIcon,
  orders: ReceiptText,
  customers: Users,
  coupons: TicketPercent,
  'after-orders': Undo2,
};

function lineWords(line: SyncLine): string {
  if (line === 'taxonomy') return m.sync_line_taxonomy();
  return line === 'after-orders' ? m.sync_line_after_orders() : wordEntity(line);
}

/** Both sides of every kind of record; green only where both were counted and agree. */
export function SyncTable({
  entities,
  isPaused,
}: {
  readonly entities: readonly EntityProgress[];
  readonly isPaused: boolean;
}) {
  const lines = toLines(entities);
  return (
    <table className="w-full border-collapse">
      <thead>
        <tr className="border-b border-border text-small text-text-2">
          <th scope="col" className="h-8 text-start font-medium">
            {m.sync_what()}
          </th>
          <th scope="col" className="figures min-w-24 ps-4 font-medium whitespace-nowrap">
            {m.sync_in_store()}
          </th>
          <th scope="col" className="figures min-w-30 ps-4 font-medium whitespace-nowrap">
            {m.sync_on_device()}
          </th>
          <th scope="col" className="w-32">
            <span className="sr-only">{m.sync_share()}</span>
          </th>
          <th scope="col" className="w-44">
            <span className="sr-only">{m.sync_line_state()}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Line key={line.line} line={line} isPaused={isPaused} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ line, isPaused }: { readonly line: LineProgress; readonly isPaused: boolean }) {
  const face = faceOfLine(line);
  const words = lineWords(line.line);
  return (
    <tr className="border-b border-divider">
      <th scope="row" className="h-10 text-start font-medium whitespace-nowrap">
        <span className="flex items-center gap-2">
          <Icon of={ICONS[line.line]} className="text-text-2" />
          {words}
        </span>
      </th>
      <td className="figures">{line.inStore === null ? '–' : formatCount(line.inStore)}</td>
      <td className={line.onDevice === 0 ? 'figures text-text-3' : 'figures'}>{formatCount(line.onDevice)}</td>
      <td className="px-3">
        <ProgressBar label={words} value={line.onDevice} total={line.inStore} isCounted={face.face === 'complete'} />
      </td>
      <td className="text-small">
        <Face face={face} line={line.line} isPaused={isPaused} />
      </td>
    </tr>
  );
}

function Face({
  face,
  line,
  isPaused,
}: {
  readonly face: LineFace;
  readonly line: SyncLine;
  readonly isPaused: boolean;
}) {
  switch (face.face) {
    case 'complete':
      return (
        <span className="flex items-center gap-1.5 text-success-text">
          <Icon of={Check} size={14} />
          {m.common_complete()}
        </span>
      );
    case 'running':
      return <>{runningWords(face)}</>;
    case 'waiting':
      return (
        <span className="text-text-2">
          {isPaused ? m.sync_state_paused() : line === 'after-orders' ? m.sync_face_follows() : m.sync_face_next()}
        </span>
      );
    case 'behind':
      return (
        <span className="text-warning-text">
          {m.sync_face_behind({ count: face.count, figure: formatCount(face.count) })}
        </span>
      );
    case 'more-here':
      return (
        <span className="text-warning-text">
          {m.sync_face_more({ count: face.count, figure: formatCount(face.count) })}
        </span>
      );
    case 'failed':
      return <span className="text-danger-text">{m.sync_face_failed()}</span>;
    case 'not-counted':
      return <span className="text-text-2">{m.sync_state_not_counted()}</span>;
  }
}

function runningWords({
  perMinute,
  etaSeconds,
}: {
  readonly perMinute: number | null;
  readonly etaSeconds: number | null;
}): string {
  if (perMinute === null) return m.sync_face_running();
  const rate = m.sync_face_rate({ count: formatCount(Math.round(perMinute)) });
  return etaSeconds === null ? rate : m.sync_face_rate_left({ rate, duration: formatDuration(etaSeconds) });
}
