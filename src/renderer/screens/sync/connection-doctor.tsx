import { CircleAlert, CircleCheck, CircleDashed, CircleX, ClipboardList, RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import { wordError } from '../../app/error-words.ts';
import { useLocale } from '../../app/locale.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Drawer } from '../../components/dialog.tsx';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { Note } from '../../components/note.tsx';
import { Ring } from '../../components/progress.tsx';
import { Code, useNow } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import type { Store } from '../../../shared/contract/stores.ts';
import type { ConnectionReport, Probe, ProbeName } from '../../../shared/domain/connection-report.ts';
import { answerOf, linesFor } from '../../../shared/domain/host-letter.ts';
import { m } from '../../paraglide/messages.js';
import { wordAdvice, wordMeaning } from '../first-run/advice-words.ts';
import { letterToHost } from '../first-run/host-words.ts';
import { PROBE_NAMES, wordDetail, wordFact, wordProbe } from '../first-run/probe-words.ts';
import { useExamination } from './use-examination.ts';

type DoctorProps = { readonly store: Store; readonly isOpen: boolean; readonly onClose: () => void };

/** Tries every step of a store's connection again, says what to do, and writes what the hosting company has to know. */
export function ConnectionDoctor({ store, isOpen, onClose }: DoctorProps) {
  const { examination, examine, stop } = useExamination(store.id);
  const { probes, isRunning, report, at, error } = examination;
  useEffect(() => {
    if (isOpen) void examine();
    else stop();
  }, [isOpen, examine, stop]);
  const passed = probes.filter(({ outcome }) => outcome === 'passed' || outcome === 'warned').length;
  const next = isRunning ? PROBE_NAMES.find((name) => !probes.some((probe) => probe.name === name)) : undefined;
  const isSound = report !== null && report.probes.every(({ outcome }) => outcome === 'passed' || outcome === 'warned');
  return (
    <Drawer
      isOpen={isOpen}
      onClose={onClose}
      title={m.sync_doctor()}
      foot={
        <>
          <span role="status" className="min-w-0 flex-1 text-small text-text-2">
            {isRunning ? m.sync_doctor_running() : null}
            {!isRunning && probes.length > 0 ? m.sync_doctor_passed({ passed, total: PROBE_NAMES.length }) : null}
          </span>
          <Button icon={RefreshCw} isDisabled={isRunning} onPress={() => void examine()}>
            {m.sync_doctor_again()}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-text-2">
          {m.sync_doctor_explain()} <Code>{store.url}</Code>
        </p>
        {error && (
          <Note tone="danger" role="alert">
            {m.sync_doctor_failed()} {wordError(error).title}. {wordError(error).way}
          </Note>
        )}
        <ol className="flex flex-col border-t border-border">
          {PROBE_NAMES.map((name) => (
            <ProbeRow
              key={name}
              name={name}
              probe={probes.find((probe) => probe.name === name) ?? null}
              isRunning={name === next}
            />
          ))}
        </ol>
        {isSound && <Note tone="success">{m.sync_doctor_healthy()}</Note>}
        {report && at !== null && <HostText url={store.url} report={report} at={at} />}
      </div>
    </Drawer>
  );
}

const MARKS: Readonly<Record<Probe['outcome'], readonly [IconShape, string]>> = {
  passed: [CircleCheck, 'text-success'],
  warned: [CircleAlert, 'text-warning'],
  failed: [CircleX, 'text-danger'],
  skipped: [CircleDashed, 'text-text-3'],
};

function ProbeRow({
  name,
  probe,
  isRunning,
}: {
  readonly name: ProbeName;
  readonly probe: Probe | null;
  readonly isRunning: boolean;
}) {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const fact = probe && wordFact(probe, nowMs, locale);
  const detail = probe && wordDetail(probe);
  const meaning = probe && wordMeaning(probe);
  const answer = probe && probe.outcome === 'failed' ? answerOf(probe) : null;
  const [shape, ink] = MARKS[probe?.outcome ?? 'skipped'];
  const isQuiet = !isRunning && (probe === null || probe.outcome === 'skipped');
  return (
    <li className="flex gap-3 border-b border-border py-2">
      <span className="flex h-5 w-4 items-center justify-center">
        {isRunning ? <Ring share={null} /> : <Icon of={shape} className={ink} />}
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-3">
          <span className={classes('min-w-0 flex-1', isQuiet ? 'text-text-3' : 'font-medium')}>
            {wordProbe(name, probe?.outcome ?? null)}
          </span>
          {fact && (
            <span className="shrink-0 text-small text-text-2">
              {fact.isCode ? <Code>{fact.words}</Code> : <bdi>{fact.words}</bdi>}
            </span>
          )}
        </p>
        {detail && <p className="text-small text-text-2">{detail}</p>}
        {meaning && <p className="text-small text-text-2">{meaning}</p>}
        {probe?.advice && <p className="text-small text-text">{wordAdvice(probe.advice)}</p>}
        {linesFor(probe?.advice ?? null).map((line) => (
          <p key={line} dir="ltr" className="text-start text-small break-words">
            <Code>{line}</Code>
          </p>
        ))}
        {answer !== null && (
          <p className="text-small break-words text-text-3">
            <bdi dir="ltr" className="selectable">
              {answer}
            </bdi>
          </p>
        )}
      </div>
    </li>
  );
}

/** The text as it will be copied, so that nobody sends what they have not read. */
function HostText({
  url,
  report,
  at,
}: {
  readonly url: string;
  readonly report: ConnectionReport;
  readonly at: string;
}) {
  const locale = useLocale();
  const letter = letterToHost({ url, report, at }, locale);
  if (letter === null) return null;

  async function copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    showToast({ text: m.sync_doctor_copied(), icon: ClipboardList });
  }
  return (
    <section aria-label={m.sync_doctor_host()} className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <h3 className="min-w-0 flex-1 font-strong">{m.sync_doctor_host()}</h3>
        <Button size="small" icon={ClipboardList} onPress={() => void copy(letter)}>
          {m.sync_doctor_copy()}
        </Button>
      </div>
      <p className="text-small text-text-2">{m.sync_doctor_host_explain()}</p>
      <pre
        dir="auto"
        tabIndex={0}
        className="selectable [unicode-bidi:plaintext] text-start max-h-64 overflow-auto rounded-r2 bg-sunken p-3 font-[inherit] text-small break-words whitespace-pre-wrap"
      >
        {letter}
      </pre>
    </section>
  );
}
