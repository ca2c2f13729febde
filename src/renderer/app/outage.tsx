import { KeyRound, LockKeyhole, Plug, RotateCw, ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { EngineState } from '../../shared/contract/shell.ts';
import type { SecretsProtection } from '../../shared/contract/settings.ts';
import type { StartFailure } from '../../shared/contract/engine-process.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { OutageBand } from '../components/note.tsx';
import { Icon } from '../components/icon.tsx';
import { Code } from '../components/texts.tsx';
import { m } from '../paraglide/messages.js';
import { askPassphrase } from '../state/passphrase.ts';
import { useEngineQuery, useEngineState, useIsEngineComingBack } from './engine-client.tsx';
import { wordLock } from './error-words.ts';
import { navigate } from './routes.ts';
import { refusesKey, useShownStores } from './store-facts.ts';
import { asksForPassphrase } from './use-unlocked.ts';

/** The one red band: what stops everything, most urgent first, with the action that ends it. */
export function OutageBands() {
  const engine = useEngineState();
  const isComingBack = useIsEngineComingBack();
  const refusing = useShownStores().find(refusesKey)?.store;
  const secrets = useEngineQuery('secrets.status', {}).data;
  if (isComingBack) return <OutageBand title={m.shell_engine_restarting()} icon={Plug} />;
  if (engine.state === 'stopped') return <StoppedBand engine={engine} />;
  if (secrets && secrets.locked !== null) return <LockedBand reason={secrets.locked} secrets={secrets} />;
  if (!refusing) return null;
  return (
    <OutageBand
      icon={KeyRound}
      title={m.shell_key_refused({ name: refusing.name })}
      detail={m.shell_key_refused_detail()}
      action={
        <Button
          size="small"
          onPress={() => navigate('settings', { section: 'stores', store: refusing.id, key: 'new' })}
        >
          {m.shell_enter_key()}
        </Button>
      }
    />
  );
}

function LockedBand({ reason, secrets }: { readonly reason: string; readonly secrets: SecretsProtection }) {
  if (asksForPassphrase(reason, secrets)) {
    return (
      <OutageBand
        icon={LockKeyhole}
        title={m.shell_keys_locked()}
        detail={m.shell_keys_locked_detail()}
        action={
          <Button size="small" onPress={() => void askPassphrase('enter')}>
            {m.shell_enter_passphrase()}
          </Button>
        }
      />
    );
  }
  const { title, way } = wordLock(reason);
  return (
    <OutageBand
      icon={LockKeyhole}
      title={title}
      detail={way}
      action={
        <Button size="small" onPress={() => navigate('settings', { section: 'stores' })}>
          {m.shell_open_settings()}
        </Button>
      }
    />
  );
}

function StoppedBand({ engine }: { readonly engine: Extract<EngineState, { state: 'stopped' }> }) {
  const [isLogOpen, setLogOpen] = useState(false);
  return (
    <>
      <OutageBand
        icon={Plug}
        title={m.shell_engine_stopped()}
        detail={m.shell_engine_stopped_detail()}
        action={
          <div className="flex gap-2">
            <Button size="small" icon={ScrollText} onPress={() => setLogOpen(true)}>
              {m.shell_show_log()}
            </Button>
            <Button size="small" icon={RotateCw} onPress={() => window.shell.restartEngine()}>
              {m.errors_start_again()}
            </Button>
          </div>
        }
      />
      <Dialog
        isOpen={isLogOpen}
        onClose={() => setLogOpen(false)}
        title={m.shell_log_title()}
        className="w-180"
        actions={
          <>
            <Button onPress={() => void navigator.clipboard.writeText(engine.log)}>{m.errors_copy_details()}</Button>
            <Button autoFocus onPress={() => setLogOpen(false)}>
              {m.common_close()}
            </Button>
          </>
        }
      >
        <pre
          dir="ltr"
          tabIndex={0}
          className="selectable max-h-96 overflow-auto rounded-r2 bg-sunken p-3 text-start font-mono text-small whitespace-pre-wrap text-text-2"
        >
          {engine.log || m.shell_log_empty()}
        </pre>
      </Dialog>
    </>
  );
}

/** The engine refused to start and said why: the whole sheet, because nothing can be read until this is settled. */
export function StartFailed({ failure }: { readonly failure: StartFailure }) {
  const words = wordStartFailure(failure);
  return (
    <main className="flex min-h-0 flex-1 items-center justify-center overflow-auto border-t border-border bg-surface p-8">
      <div role="alert" className="flex w-120 max-w-full flex-col items-start gap-3">
        <Icon of={Plug} size={20} className="text-danger" />
        <h1 className="page-title text-page font-strong">{words.title}</h1>
        <p className="text-text-2">{words.body}</p>
        {failure.path ? (
          <Code isMono className="w-full rounded-r2 bg-sunken px-3 py-2 break-all text-text-2">
            {failure.path}
          </Code>
        ) : null}
        <div className="mt-2 flex gap-2">
          <Button variant="primary" icon={RotateCw} onPress={() => window.shell.restartEngine()}>
            {m.errors_start_again()}
          </Button>
          <Button onPress={() => void navigator.clipboard.writeText(`${failure.reason}\n${failure.detail}`)}>
            {m.errors_copy_details()}
          </Button>
        </div>
        <details className="mt-2 w-full text-small text-text-3">
          <summary className="w-fit rounded-r1">{m.errors_start_details()}</summary>
          <pre dir="ltr" className="selectable mt-2 font-mono whitespace-pre-wrap break-words">
            {failure.detail}
          </pre>
        </details>
      </div>
    </main>
  );
}

function wordStartFailure(failure: StartFailure): { readonly title: string; readonly body: string } {
  switch (failure.reason) {
    case 'profile-not-writable':
      return { title: m.errors_start_profile(), body: m.errors_start_profile_body() };
    case 'disk-full':
      return { title: m.errors_start_disk(), body: m.errors_start_disk_body() };
    case 'database-newer-than-app':
      return { title: m.errors_start_newer(), body: m.errors_start_newer_body() };
    case 'database-damaged':
      return { title: m.errors_start_damaged(), body: m.errors_start_damaged_body() };
    case 'database-locked':
      return { title: m.errors_start_locked(), body: m.errors_start_locked_body() };
    case 'unexpected':
      return { title: m.errors_start_unexpected(), body: m.errors_start_unexpected_body() };
    default:
      return failure.reason satisfies never;
  }
}
