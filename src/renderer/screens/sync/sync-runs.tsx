import { useEngineQuery } from '../../app/engine-client.tsx';
import { formatClock, formatDay, formatDuration, formatMoment } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { replaceParams } from '../../app/routes.ts';
import { LinkButton } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { useNow } from '../../components/texts.tsx';
import type { SyncRun } from '../../../shared/contract/sync.ts';
import { m } from '../../paraglide/messages.js';
import { RunMark } from './run-mark.tsx';
import { outcomeWords, runKindWords, runWords } from './run-words.ts';

const SHORT = 8;
/** The last runs in words, newest first. */
export function SyncRuns({ storeId }: { readonly storeId: string }) {
  const runs = useEngineQuery('sync.runs', { storeId, limit: 50 });
  const list = runs.data ?? [];
  const shown = list.slice(0, SHORT);
  return (
    <Section
      title={m.sync_runs()}
      aside={
        list.length > SHORT ? (
          <LinkButton onPress={() => replaceParams({ tab: 'runs' })} className="text-small">
            {m.sync_runs_all()}
          </LinkButton>
        ) : undefined
      }
    >
      {runs.isError && <p className="text-small text-danger-text">{m.sync_runs_failed()}</p>}
      {runs.data?.length === 0 && <p className="text-small text-text-2">{m.sync_runs_none()}</p>}
      <ol className="flex flex-col">
        {shown.map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </ol>
    </Section>
  );
}

function RunLine({ run }: { readonly run: SyncRun }) {
  const locale = useLocale();
  const nowMs = useNow(10_000);
  const isToday = nowMs - Date.parse(run.startedAt) < 20 * 3_600_000;
  const title = run.outcome === 'running' ? runKindWords(run.kind) : outcomeWords(run.outcome);
  return (
    <li className="flex items-start gap-3 border-t border-divider py-2 first:border-t-0">
      <RunMark outcome={run.outcome} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="text-small text-text-2">{runWords(run)}</p>
      </div>
      <time
        dateTime={run.startedAt}
        data-tip={formatMoment(run.startedAt, locale)}
        className="shrink-0 text-small text-text-3"
      >
        {run.outcome === 'running'
          ? formatDuration((nowMs - Date.parse(run.startedAt)) / 1000)
          : isToday
            ? formatClock(run.startedAt)
            : formatDay(run.startedAt, nowMs, locale)}
      </time>
    </li>
  );
}
