import { ArrowLeft, Globe, SquareArrowOutUpRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Store } from '../../../shared/contract/stores.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { useUnlocked } from '../../app/use-unlocked.ts';
import { Button, LinkButton } from '../../components/button.tsx';
import { Note } from '../../components/note.tsx';
import { Rich } from '../../components/rich.tsx';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { CheckPanel, type CheckActions } from './check-panel.tsx';
import {
  EMPTY_FORM,
  errorsOfCall,
  errorsOfProbes,
  isFilled,
  looksComplete,
  nameFor,
  type FieldErrors,
  type FormField,
  type StoreForm,
} from './store-form.ts';
import { stateFor, useConnectionCheck, type CheckState } from './use-connection-check.ts';

/** The form, the check beside it, and below both what can be done now and why the rest cannot. */
export function ConnectStep({
  onBack,
  onConnected,
}: {
  readonly onBack: (() => void) | null;
  readonly onConnected: (store: Store) => void;
}) {
  const connect = useConnect(onConnected);
  const { form, state, errors } = connect;
  const change = (field: FormField) => (value: string) => connect.change({ [field]: value });
  return (
    <>
      <div className="flex min-h-0 flex-1">
        <div className="flex w-[44%] min-w-90 flex-col gap-4 overflow-auto border-e border-border px-10 py-8">
          <div className="flex flex-col gap-1">
            <h1 className="page-title text-figure font-strong">{m.first_connect_title()}</h1>
            <p className="text-text-2">{m.first_connect_body()}</p>
          </div>
          <TextField
            label={m.first_url()}
            value={form.url}
            onChange={change('url')}
            onBlur={connect.checkIfReady}
            icon={Globe}
            type="url"
            isCode
            isRequired
            autoFocus
            placeholder="https://"
            error={errors.url ?? null}
          />
          <TextField
            label={m.first_key()}
            value={form.consumerKey}
            onChange={change('consumerKey')}
            onBlur={connect.checkIfReady}
            isCode
            isMono
            isRequired
            placeholder="ck_"
            error={errors.consumerKey ?? null}
          />
          <TextField
            label={m.first_secret()}
            value={form.consumerSecret}
            onChange={change('consumerSecret')}
            onBlur={connect.checkIfReady}
            type="password"
            isCode
            isMono
            isRequired
            placeholder="cs_"
            hint={m.first_secret_hint()}
            error={errors.consumerSecret ?? null}
          />
          <TextField
            label={m.first_name()}
            value={connect.name}
            onChange={change('name')}
            maxLength={200}
            isRequired
            error={errors.name ?? null}
          />
          <WhereIsTheKey onOpenKeys={connect.actions.onOpenKeys} />
        </div>
        <div className="min-w-0 flex-1 overflow-auto bg-sunken">
          <CheckPanel state={state} isStale={connect.isStale} actions={connect.actions} />
        </div>
      </div>
      {connect.problem ? (
        <Note tone="danger" role="alert" className="mx-10 mb-3">
          {connect.problem}
        </Note>
      ) : null}
      <Foot onBack={onBack} connect={connect} />
    </>
  );
}

function Foot({
  onBack,
  connect,
}: {
  readonly onBack: (() => void) | null;
  readonly connect: ReturnType<typeof useConnect>;
}) {
  const { state, isBusy, form } = connect;
  const verdict = state.report?.verdict ?? null;
  const hasName = connect.name.trim() !== '';
  return (
    <div className="flex h-15 shrink-0 items-center gap-3 border-t border-border px-8">
      {onBack ? (
        <Button variant="quiet" icon={ArrowLeft} iconFlips onPress={onBack} isDisabled={isBusy}>
          {m.first_back()}
        </Button>
      ) : null}
      <div className="flex-1" />
      <p role="status" id="why-not" className="text-small text-text-2">
        {wordWhy(state, hasName)}
      </p>
      {verdict === null ? (
        <Button
          onPress={connect.actions.onCheck}
          isDisabled={!isFilled(form)}
          isBusy={state.isRunning}
          busyLabel={m.first_check_running()}
        >
          {m.first_check_now()}
        </Button>
      ) : null}
      {verdict === 'read-only' ? (
        <Button onPress={connect.submit} isDisabled={!hasName} isBusy={isBusy} busyLabel={m.first_connecting()}>
          {m.first_connect_read_only()}
        </Button>
      ) : null}
      <Button
        variant="primary"
        onPress={connect.submit}
        isDisabled={verdict !== 'ready' || !hasName}
        isBusy={isBusy && verdict === 'ready'}
        busyLabel={m.first_connecting()}
        aria-describedby="why-not"
      >
        {m.first_connect_store()}
      </Button>
    </div>
  );
}

/** Why the primary button is off, or what it will begin with. */
function wordWhy(state: CheckState, hasName: boolean): string {
  if (state.isRunning) return '';
  if (!state.report) return m.first_why_check_first();
  const failed = state.probes.filter(({ outcome }) => outcome === 'failed').length;
  if (state.report.verdict === 'refused') return m.first_why_failed({ count: failed });
  if (!hasName) return m.first_why_name();
  return state.report.verdict === 'read-only' ? m.first_why_read_only() : m.first_why_ready();
}

function WhereIsTheKey({ onOpenKeys }: { readonly onOpenKeys: (() => void) | null }) {
  const lines: readonly ReactNode[] = [
    m.first_where_1(),
    <Rich key="2" parts={m.first_where_2.parts({})} />,
    m.first_where_3(),
  ];
  return (
    <section className="mt-2 flex flex-col gap-1 border-t border-border pt-4 text-small text-text-2">
      <h2 className="mb-1 text-body font-strong text-text">{m.first_where_title()}</h2>
      <ol className="flex list-inside list-decimal flex-col gap-1">
        {lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ol>
      {onOpenKeys ? (
        <LinkButton icon={SquareArrowOutUpRight} onPress={onOpenKeys} className="mt-1 w-fit">
          {m.first_where_open()}
        </LinkButton>
      ) : null}
    </section>
  );
}

/** What was typed, what the check says about it, and the way to the engine. */
function useConnect(onConnected: (store: Store) => void) {
  const call = useEngineCall();
  const unlocked = useUnlocked();
  const check = useConnectionCheck();
  const [form, setForm] = useState<StoreForm>(EMPTY_FORM);
  const [refusal, setRefusal] = useState<FieldErrors>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [ownName, setOwnName] = useState(false);
  const state = stateFor(check.state, form);
  const name = ownName || !state.report ? form.name : nameFor(form, state.report);

  function change(changes: Partial<StoreForm>): void {
    setForm((now) => ({ ...now, name, ...changes }));
    if (changes.name !== undefined) setOwnName(changes.name !== '');
    setProblem(null);
    setRefusal((now) => Object.fromEntries(Object.entries(now).filter(([field]) => !(field in changes))));
  }

  function startCheck(credentials: StoreForm = form): void {
    setProblem(null);
    setRefusal({});
    const { url, consumerKey, consumerSecret } = credentials;
    void check.run({ url, consumerKey, consumerSecret });
  }

  async function submit(): Promise<void> {
    setBusy(true);
    setProblem(null);
    const result = await unlocked(() => call('stores.add', { ...form, name: name.trim(), mode: 'watch' }));
    setBusy(false);
    if (result.ok) return onConnected(result.value);
    if (result.error.type === 'StoreRefusedCheck') return check.show(form, result.error.report);
    const errors = errorsOfCall(result.error);
    setRefusal(errors.fields);
    setProblem(errors.whole);
  }

  const actions: CheckActions = {
    onCheck: () => startCheck(),
    onUseAddress: (url) => {
      change({ url });
      startCheck({ ...form, url });
    },
    onSwapKeys: () => {
      const swapped = { consumerKey: form.consumerSecret, consumerSecret: form.consumerKey };
      change(swapped);
      startCheck({ ...form, ...swapped });
    },
    onOpenKeys: keysPageOf(form.url) === null ? null : () => void openKeysPage(form.url),
  };
  const callErrors = state.error ? errorsOfCall(state.error).fields : {};
  return {
    form,
    name,
    state,
    isStale: check.state.asked !== null && state.asked === null,
    errors: { ...errorsOfProbes(state.probes), ...callErrors, ...refusal },
    problem,
    isBusy,
    actions,
    change,
    submit: () => void submit(),
    /** Leaving a field starts the check when everything is there and nothing was asked about it yet. */
    checkIfReady: () => {
      if (state.asked === null && looksComplete(form)) startCheck();
    },
  };
}

function keysPageOf(typed: string): string | null {
  const address = /^https?:\/\//i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`;
  const url = URL.parse(address);
  if (!url || typed.trim() === '') return null;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/wp-admin/admin.php?page=wc-settings&tab=advanced&section=keys`;
}

async function openKeysPage(typed: string): Promise<void> {
  const page = keysPageOf(typed);
  const isOpened = page !== null && (await window.shell.openExternal(page));
  if (!isOpened) showToast({ text: m.first_where_not_opened() });
}
