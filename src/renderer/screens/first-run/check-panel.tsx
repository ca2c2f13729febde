import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  ClipboardList,
  RefreshCw,
  SquareArrowOutUpRight,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConnectionReport, Probe, ProbeName } from '../../../shared/domain/connection-report.ts';
import { wordError } from '../../app/error-words.ts';
import { useLocale } from '../../app/locale.ts';
import { Button, LinkButton } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Note } from '../../components/note.tsx';
import { Ring } from '../../components/progress.tsx';
import { Code, useNow } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { addressInstead, wordAdvice } from './advice-words.ts';
import { letterToHost } from './host-words.ts';
import { PROBE_NAMES, wordDetail, wordFact, wordProbe } from './probe-words.ts';
import type { CheckState } from './use-connection-check.ts';

export type CheckActions = {
  readonly onCheck: () => void;
  readonly onUseAddress: (address: string) => void;
  readonly onSwapKeys: () => void;
  readonly onOpenKeys: (() => void) | null;
};

/** The check beside the form: what runs, what passed, and of what failed what to do. */
export function CheckPanel({
  state,
  isStale,
  actions,
}: {
  readonly state: CheckState;
  /** There are results, but of other entries than the form holds now. */
  readonly isStale: boolean;
  readonly actions: CheckActions;
}) {
  const { probes, isRunning, report, error } = state;
  const passed = probes.filter(({ outcome }) => outcome === 'passed' || outcome === 'warned').length;
  const isIdle = !isRunning && probes.length === 0;
  const next = isRunning ? PROBE_NAMES.find((name) => !probes.some((probe) => probe.name === name)) : undefined;
  return (
    <section aria-label={m.first_check_title()} className="flex min-h-full flex-col px-8 py-8">
      <div className="flex items-baseline gap-3">
        <h2 className="flex-1 text-title font-strong">{m.first_check_title()}</h2>
        <p role="status" className="text-small text-text-2">
          {probes.length > 0
            ? m.first_check_passed({ passed, total: PROBE_NAMES.length })
            : isRunning
              ? m.first_check_running()
              : null}
        </p>
      </div>
      {report ? <Code className="text-small text-text-2">{report.url}</Code> : null}
      {isIdle && !error ? (
        <p className="mt-1 text-small text-text-2">{isStale ? m.first_check_stale() : m.first_check_idle()}</p>
      ) : null}
      {error ? (
        <Note
          tone="danger"
          role="alert"
          className="mt-3"
          action={{ label: m.first_check_again(), onPress: actions.onCheck }}
        >
          {m.first_check_failed_call()}. {wordError(error).title}. {wordError(error).way}
        </Note>
      ) : null}
      <ol className="mt-3 flex flex-col border-t border-border">
        {PROBE_NAMES.map((name) => (
          <ProbeRow
            key={name}
            name={name}
            probe={probes.find((probe) => probe.name === name) ?? null}
            isRunning={name === next}
            actions={actions}
          />
        ))}
      </ol>
      {report ? <CopyLetter report={report} /> : null}
    </section>
  );
}

function ProbeRow({
  name,
  probe,
  isRunning,
  actions,
}: {
  readonly name: ProbeName;
  readonly probe: Probe | null;
  readonly isRunning: boolean;
  readonly actions: CheckActions;
}) {
  const locale = useLocale();
  const isQuiet = !isRunning && (probe === null || probe.outcome === 'skipped');
  const nowMs = useNow(60_000);
  const fact = probe && wordFact(probe, nowMs, locale);
  return (
    <li className="flex gap-3 border-b border-border py-2">
      <span className="flex h-5 items-center">
        {isRunning ? <Ring share={null} size={16} /> : <ProbeMark probe={probe} />}
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-3">
          <span className={classes('flex-1', isQuiet ? 'text-text-3' : 'font-medium')}>
            {wordProbe(name, probe?.outcome ?? null)}
          </span>
          {fact ? (
            <span className="text-small text-text-2">{fact.isCode ? <Code>{fact.words}</Code> : fact.words}</span>
          ) : null}
        </div>
        {probe && !isQuiet ? <ProbeMore probe={probe} actions={actions} /> : null}
      </div>
    </li>
  );
}

function ProbeMark({ probe }: { readonly probe: Probe | null }) {
  switch (probe?.outcome) {
    case 'passed':
      return <Icon of={CircleCheck} className="text-success" />;
    case 'warned':
      return <Icon of={CircleAlert} className="text-warning" />;
    case 'failed':
      return <Icon of={CircleX} className="text-danger" />;
    case 'skipped':
    case undefined:
      return <Icon of={CircleDashed} className="text-text-3" />;
  }
}

/** Only what did not pass says what to do and has its button. */
function ProbeMore({ probe, actions }: { readonly probe: Probe; readonly actions: CheckActions }) {
  const detail = wordDetail(probe);
  return (
    <>
      {detail ? <p className="text-small text-text-2">{detail}</p> : null}
      {probe.advice ? <p className="mt-0.5 text-small text-text">{wordAdvice(probe.advice)}</p> : null}
      {probe.outcome === 'failed' || probe.outcome === 'warned' ? (
        <ProbeButtons probe={probe} actions={actions} />
      ) : null}
    </>
  );
}

const KEY_ADVICE: readonly Probe['advice'][] = [
  'use-key-with-write-permission',
  'use-key-with-read-permission',
  'use-key-of-shop-manager',
  'check-key',
  'check-secret',
  'check-key-and-secret',
];

function ProbeButtons({ probe, actions }: { readonly probe: Probe; readonly actions: CheckActions }) {
  const address = addressInstead(probe);
  const buttons: ReactNode[] = [];
  if (address) {
    buttons.push(
      <Button key="address" size="small" onPress={() => actions.onUseAddress(address)}>
        <span>
          {m.first_use_address({ address: '' })}
          <Code>{address}</Code>
        </span>
      </Button>,
    );
  }
  if (probe.advice === 'swap-key-and-secret') {
    buttons.push(
      <Button key="swap" size="small" onPress={actions.onSwapKeys}>
        {m.first_swap()}
      </Button>,
    );
  } else if (probe.outcome === 'failed') {
    buttons.push(
      <Button key="again" size="small" icon={RefreshCw} onPress={actions.onCheck}>
        {m.first_check_again()}
      </Button>,
    );
  }
  if (actions.onOpenKeys && KEY_ADVICE.includes(probe.advice)) {
    buttons.push(
      <Button key="open" size="small" icon={SquareArrowOutUpRight} onPress={actions.onOpenKeys}>
        {m.first_open_key()}
      </Button>,
    );
  }
  return buttons.length > 0 ? <div className="mt-1.5 mb-0.5 flex flex-wrap gap-2">{buttons}</div> : null;
}

function CopyLetter({ report }: { readonly report: ConnectionReport }) {
  const locale = useLocale();
  if (report.probes.every(({ outcome }) => outcome === 'passed')) return null;
  const copy = async (): Promise<void> => {
    const letter = letterToHost({ url: report.url, report, at: new Date().toISOString() }, locale);
    if (letter === null) return;
    await navigator.clipboard.writeText(letter);
    showToast({ text: m.first_copied(), icon: ClipboardList });
  };
  return (
    <p className="mt-5 flex flex-wrap items-center gap-2 text-small text-text-2">
      <Icon of={ClipboardList} />
      {m.first_copy_question()}
      <LinkButton onPress={() => void copy()}>{m.first_copy_report()}</LinkButton>
    </p>
  );
}
