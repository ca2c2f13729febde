import { RefreshCw } from 'lucide-react';
import { wordError, wordProblem } from '../../app/error-words.ts';
import { wordField } from '../../app/field-words.ts';
import { formatCount, formatRelative } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { classes } from '../../components/class-names.ts';
import { Note } from '../../components/note.tsx';
import { useNow } from '../../components/texts.tsx';
import type { Preview, PredictionView } from '../../../shared/contract/preview.ts';
import { m } from '../../paraglide/messages.js';
import { previewLines, wordCost, wordPrediction } from './preview-logic.ts';
import { RecordLink } from './record-link.tsx';
import type { PreviewState } from './use-preview.ts';

const SHOWN = 50;

/** Both sides per kind of record: what would come, and what would go. */
export function PreviewTable({ preview }: { readonly preview: Preview }) {
  const heads = [
    m.sync_preview_read(),
    m.sync_preview_created(),
    m.sync_preview_updated(),
    m.sync_preview_deleted(),
    m.sync_preview_sent(),
  ];
  return (
    <table aria-label={m.sync_preview_table()} className="w-full border-collapse text-text">
      <thead>
        <tr className="border-b border-border text-small text-text-2">
          <th scope="col" className="h-8 text-start font-medium">
            {m.sync_what()}
          </th>
          {heads.map((head) => (
            <th key={head} scope="col" className="figures w-24 ps-3 font-medium">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {previewLines(preview).map(({ entity, read, created, updated, deleted, sent }) => (
          <tr key={entity} className="border-b border-divider">
            <th scope="row" className="h-9 text-start font-medium">
              {wordEntity(entity)}
            </th>
            <Figure value={read} />
            <Figure value={created} />
            <Figure value={updated} />
            <Figure value={deleted} />
            <Figure value={sent} isMine />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Figure({ value, isMine = false }: { readonly value: number; readonly isMine?: boolean }) {
  return (
    <td className={classes('figures ps-3', value === 0 ? 'text-text-3' : isMine && 'font-medium text-mine-text')}>
      {formatCount(value)}
    </td>
  );
}

const EFFECTS: Readonly<
  Record<PredictionView['effect'], { readonly tone: 'danger' | 'warning'; readonly words: () => string }>
> = {
  refused: { tone: 'danger', words: m.sync_preview_refused },
  'not-kept': { tone: 'warning', words: m.sync_preview_not_kept },
  'uploaded-again': { tone: 'warning', words: m.sync_preview_again },
};

/** Changes that would not arrive as they were meant, each with its record and what stands in the way. */
export function PredictedList({ predicted }: { readonly predicted: readonly PredictionView[] }) {
  if (predicted.length === 0) return null;
  const title = m.sync_preview_predicted({ count: predicted.length, figure: formatCount(predicted.length) });
  return (
    <section aria-label={title} className="flex flex-col gap-1">
      <h3 className="font-medium text-text">{title}</h3>
      <ul tabIndex={0} aria-label={title} className="max-h-64 overflow-auto border-y border-divider">
        {predicted.slice(0, SHOWN).map((prediction) => (
          <li
            key={`${prediction.operationId} ${prediction.field} ${String(prediction.facts['value'])}`}
            className="flex flex-col gap-0.5 border-b border-divider py-1.5 last:border-0"
          >
            <span className="flex min-w-0 items-center gap-2">
              <RecordLink entity={prediction.entity} recordId={prediction.recordId} label={prediction.label} />
              {prediction.field === null ? null : (
                <span className="shrink-0 text-small text-text-2">{wordField(prediction.field)}</span>
              )}
              <span className="flex-1" />
              <Chip tone={EFFECTS[prediction.effect].tone}>{EFFECTS[prediction.effect].words()}</Chip>
            </span>
            <span className="text-small text-text-2">{wordPrediction(prediction)}</span>
          </li>
        ))}
      </ul>
      {predicted.length > SHOWN ? (
        <p className="text-small text-text-3">
          {m.sync_preview_more({ figure: formatCount(predicted.length - SHOWN) })}
        </p>
      ) : null}
    </section>
  );
}

/** What it would cost, and when this was looked at. `part`: what the sending alone costs. */
export function PreviewFoot({
  preview,
  part = 'all',
  isReading,
  onLookAgain,
}: {
  readonly preview: Preview;
  readonly part?: 'all' | 'push';
  readonly isReading: boolean;
  readonly onLookAgain: () => void;
}) {
  const nowMs = useNow();
  const locale = useLocale();
  const { cost, computedAt } = preview;
  const { pull, push } = cost;
  const facts = [
    wordCost(part === 'all' ? cost : push, cost.measured),
    ...(part === 'all'
      ? [m.sync_preview_parts({ pull: formatCount(pull.requests), push: formatCount(push.requests) })]
      : []),
  ];
  return (
    <div className="flex items-center gap-3 text-small text-text-2">
      <p className="min-w-0 flex-1">
        {facts.map((fact) => (
          <span key={fact} className="me-4 inline-block">
            {fact}
          </span>
        ))}
        {computedAt === null ? null : (
          <span className="inline-block text-text-3">
            {m.sync_preview_computed({ time: formatRelative(computedAt, nowMs, locale) })}
          </span>
        )}
      </p>
      <Button size="small" icon={RefreshCw} isBusy={isReading} onPress={onLookAgain}>
        {m.sync_preview_compute_again()}
      </Button>
    </div>
  );
}

/** Why the store could not be looked at, as a whole or in part; what was read stays. */
export function PreviewTrouble({ state }: { readonly state: PreviewState }) {
  const { error, preview } = state;
  const words = error === null ? wordProblem(preview?.problem ?? null) : wordError(error);
  if (words === null) return null;
  return (
    <Note tone="warning" role="alert">
      <span className="font-strong">{m.sync_preview_failed()}.</span> {words.title}. {words.way}
    </Note>
  );
}
