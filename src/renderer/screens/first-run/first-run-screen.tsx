import { Check, Store as StoreIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Store } from '../../../shared/contract/stores.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { PersonMenu } from '../../app/person-menu.tsx';
import { goTo, navigate, useRoute } from '../../app/routes.ts';
import { toastError } from '../../app/sync-actions.ts';
import { useStores } from '../../app/store-facts.ts';
import { useTeam } from '../../app/use-team.ts';
import { useUnlocked } from '../../app/use-unlocked.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { TeamShops } from '../../app/team-shops.tsx';
import { m } from '../../paraglide/messages.js';
import { chooseStore } from '../../state/view.ts';
import { ConnectStep } from './connect-step.tsx';
import { FirstSyncStep } from './first-sync-step.tsx';
import { WelcomeStep } from './welcome-step.tsx';

type Step = 'welcome' | 'connect' | 'sync';

/** Welcome, connect a store, first sync; with a store already here it connects another one. */
export function FirstRunScreen() {
  const { screen, params } = useRoute();
  const stores = useStores() ?? [];
  const [isOpeningDemo, openDemo] = useDemo();
  const isAdding = stores.length > 0 && params['step'] !== 'sync';
  const step: Step = readStep(params['step'], isAdding);
  const storeId = params['store'] ?? '';
  const team = useTeam();
  // stores of a team come by themselves; who may not connect one is not asked to
  const isWaiting =
    team !== undefined && team.state !== 'solo' && stores.length === 0 && !team.permissions.includes('stores:create');

  useEffect(() => {
    // Shown because there is no store: says so in the address, so that the first store does not pull the screen away.
    if (screen !== 'first-run') goTo('first-run', { auto: 'yes' });
  }, [screen]);
  useEffect(() => {
    // A store that came from elsewhere (the demo at start, the command line) ends a welcome that nobody asked for.
    const isUnasked = params['auto'] === 'yes' && !isOpeningDemo;
    if (isUnasked && step !== 'sync' && stores.length > 0) goTo('home', {});
  }, [params, step, stores.length, isOpeningDemo]);

  const connected = (store: Store): void => {
    if (stores.length > 0) chooseStore(null);
    goTo('first-run', { step: 'sync', store: store.id });
  };
  const steps: readonly Step[] = isAdding ? ['connect', 'sync'] : ['welcome', 'connect', 'sync'];
  return (
    <div className="flex min-h-0 flex-1">
      <aside className="flex w-66 shrink-0 flex-col gap-6 overflow-auto px-6 py-6">
        <div>
          <h2 className="page-title text-page font-strong">
            {isWaiting ? team.organization?.name : isAdding ? m.first_title_add() : m.first_title()}
          </h2>
          {isWaiting ? null : <p className="text-small text-text-2">{m.first_subtitle()}</p>}
        </div>
        {isWaiting ? null : <Stepper steps={steps} current={step} />}
        <div className="flex-1" />
        {isWaiting || step === 'sync' || stores.some(({ store }) => store.is_demo) ? null : (
          <DemoOffer isBusy={isOpeningDemo} onOpen={() => void openDemo(connected)} />
        )}
        <div className="-mx-2 empty:hidden">
          <PersonMenu isFolded={false} />
        </div>
      </aside>
      <main className="flex min-w-0 flex-1 flex-col overflow-hidden rounded-ss-r3 border-s border-t border-border bg-surface">
        {isWaiting ? (
          <div className="flex min-h-0 flex-1 flex-col justify-center overflow-auto">
            <div className="h-60 shrink-0">
              <EmptyState kind="empty" icon={StoreIcon} title={m.team_no_stores()}>
                {m.team_no_stores_body()}
              </EmptyState>
            </div>
            <div className="mx-auto w-full max-w-140 px-6 pb-8">
              <TeamShops isNoneSaid={false} />
            </div>
          </div>
        ) : step === 'welcome' ? (
          <WelcomeStep onContinue={() => goTo('first-run', { step: 'connect' })} />
        ) : null}
        {!isWaiting && step === 'connect' ? (
          <ConnectStep
            onBack={() => (isAdding ? navigate('home') : goTo('first-run', { step: 'welcome' }))}
            onConnected={connected}
          />
        ) : null}
        {step === 'sync' ? <FirstSyncStep storeId={storeId} /> : null}
      </main>
    </div>
  );
}

function readStep(param: string | undefined, isAdding: boolean): Step {
  if (param === 'sync' || param === 'connect') return param;
  return isAdding ? 'connect' : 'welcome';
}

const STEP_WORDS: Readonly<Record<Step, () => string>> = {
  welcome: m.first_step_welcome,
  connect: m.first_step_connect,
  sync: m.first_step_sync,
};

function Stepper({ steps, current }: { readonly steps: readonly Step[]; readonly current: Step }) {
  const here = steps.indexOf(current);
  return (
    <ol aria-label={m.first_steps()} className="flex flex-col">
      {steps.map((step, index) => (
        <li key={step} aria-current={index === here ? 'step' : undefined} className="flex flex-col">
          {index === 0 ? null : <span aria-hidden className="ms-2.5 my-1 h-4 w-px bg-border-strong" />}
          <span className="flex items-center gap-3">
            <span
              aria-hidden
              className={classes(
                'flex size-5 shrink-0 items-center justify-center rounded-full text-caption font-strong',
                index < here && 'bg-text text-surface',
                index === here && 'bg-accent text-on-accent',
                index > here && 'border border-control text-text-2',
              )}
            >
              {index < here ? <Icon of={Check} size={12} /> : index + 1}
            </span>
            <span className={index === here ? 'font-strong' : index > here ? 'text-text-2' : ''}>
              {STEP_WORDS[step]()}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function DemoOffer({ isBusy, onOpen }: { readonly isBusy: boolean; readonly onOpen: () => void }) {
  return (
    <section className="flex flex-col gap-2 border-t border-border pt-4">
      <h3 className="font-strong">{m.first_demo_title()}</h3>
      <p className="text-small text-text-2">{m.first_demo_body()}</p>
      <Button icon={StoreIcon} onPress={onOpen} isBusy={isBusy} busyLabel={m.first_demo_busy()} className="mt-1 w-full">
        {m.first_demo_button()}
      </Button>
    </section>
  );
}

function useDemo(): readonly [boolean, (done: (store: Store) => void) => Promise<void>] {
  const call = useEngineCall();
  const unlocked = useUnlocked();
  const [isBusy, setBusy] = useState(false);
  const open = async (done: (store: Store) => void): Promise<void> => {
    setBusy(true);
    const result = await unlocked(() => call('stores.exploreDemo', {}));
    setBusy(false);
    if (result.ok) done(result.value);
    else toastError(result.error);
  };
  return [isBusy, open];
}
