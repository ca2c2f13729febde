import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Note } from '../../components/note.tsx';
import { ProgressBar } from '../../components/progress.tsx';
import { m } from '../../paraglide/messages.js';
import { plainText } from './plain-html.ts';
import { refusalOf } from './refusal-words.ts';
import type { BulkDone, Forecast } from './use-bulk.ts';
import { ValueChange } from './value-change.tsx';

const SHOWN_REFUSALS = 6;

/** Before it runs: what would change, row by row, and what would not, with the reason. */
export function BulkForecast({ forecast, total }: { readonly forecast: Forecast | null; readonly total: number }) {
  if (forecast === null) return <p className="text-text-2">{m.bulk_nothing_asked()}</p>;
  if (forecast.error) {
    return (
      <Note tone="danger" role="alert">
        {refusalOf(forecast.error).words}
      </Note>
    );
  }
  const isReady = forecast.done >= total;
  return (
    <section aria-label={m.bulk_forecast()} className="flex flex-col gap-3">
      {!isReady && <ProgressBar label={m.bulk_forecast()} value={forecast.done} total={total} />}
      {forecast.refused.length > 0 && (
        <Refusals refused={forecast.refused.map(({ id, label, refused }) => ({ id, label, error: refused }))} />
      )}
      {forecast.rows.length > 0 && (
        <div>
          <h3 className="pb-1 font-strong">{m.bulk_forecast()}</h3>
          <ul className="border-t border-divider">
            {forecast.rows.map((row) => (
              <li key={row.id} className="border-b border-divider py-1.5">
                <bdi className="font-medium">{plainText(row.label)}</bdi>
                {row.changes.map(({ field, before, after }) => (
                  <div key={field} className="flex gap-2 text-small">
                    <span className="shrink-0 text-text-2">{wordField(field)}</span>
                    <span className="min-w-0 flex-1 text-end break-words">
                      <ValueChange entity="products" field={field} before={before} after={after} isUnsent />
                    </span>
                  </div>
                ))}
              </li>
            ))}
          </ul>
          {forecast.changed > forecast.rows.length && (
            <p className="pt-2 text-small text-text-2">
              {m.bulk_more({ figure: formatCount(forecast.changed - forecast.rows.length) })}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

type Refused = {
  readonly id: string;
  readonly label: string;
  readonly error: BulkDone['refused'][number]['error'] | null;
};

/** Refused products under their reasons, the most common first. */
export function Refusals({ refused }: { readonly refused: readonly Refused[] }) {
  const byReason = new Map<string, Refused[]>();
  for (const one of refused) {
    const words = one.error === null ? '' : reasonWords(one.error);
    byReason.set(words, [...(byReason.get(words) ?? []), one]);
  }
  const reasons = [...byReason].sort(([, left], [, right]) => right.length - left.length);
  return (
    <Note tone="warning" role="status">
      <p className="font-medium">{m.bulk_left_out({ count: refused.length, figure: formatCount(refused.length) })}</p>
      {reasons.map(([words, members]) => (
        <div key={words} className="pt-1">
          <p>{words}</p>
          <p className="text-small">
            <bdi>
              {members
                .slice(0, SHOWN_REFUSALS)
                .map(({ label, id }) => (label === '' ? id : plainText(label)))
                .join(', ')}
            </bdi>
            {members.length > SHOWN_REFUSALS && (
              <> {m.bulk_more({ figure: formatCount(members.length - SHOWN_REFUSALS) })}</>
            )}
          </p>
        </div>
      ))}
    </Note>
  );
}

function reasonWords(error: NonNullable<Refused['error']>): string {
  const { field, words } = refusalOf(error);
  return field === null ? words : `${wordField(field)}: ${words}`;
}
