import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { useEngineCall } from '../engine-client.tsx';
import { formatClock } from '../formats.ts';
import { toastError } from '../sync-actions.ts';
import { minutesWords } from './hours.ts';
import { useTimer, type RunningTimer } from './timer.ts';

/** Asks what becomes of time in which nobody was at the computer while the timer ran. */
export function IdleDialog() {
  const timer = useTimer();
  return timer?.idle ? <Ask timer={timer} idle={timer.idle} /> : null;
}

function Ask({ timer, idle }: { readonly timer: RunningTimer; readonly idle: NonNullable<RunningTimer['idle']> }) {
  const call = useEngineCall();
  const nowMs = useNow(10_000);
  const [isBusy, setBusy] = useState(false);
  const untilMs = idle.until === null ? nowMs : Date.parse(idle.until);
  const minutes = Math.max(1, Math.round((untilMs - Date.parse(idle.since)) / 60_000));

  async function settle(choice: 'keep' | 'break' | 'discard'): Promise<void> {
    setBusy(true);
    const result = await call('timer.settleIdle', { choice });
    setBusy(false);
    if (!result.ok) toastError(result.error);
  }

  return (
    <Dialog
      isOpen
      role="alertdialog"
      isDismissable={false}
      onClose={() => undefined}
      title={m.time_idle_title({ duration: minutesWords(minutes) })}
      footStart={
        <Button variant="quiet" isDisabled={isBusy} onPress={() => void settle('discard')}>
          {m.time_idle_discard()}
        </Button>
      }
      actions={
        <>
          <Button isDisabled={isBusy} onPress={() => void settle('keep')}>
            {m.time_idle_keep()}
          </Button>
          <Button variant="primary" autoFocus isDisabled={isBusy} onPress={() => void settle('break')}>
            {m.time_idle_break()}
          </Button>
        </>
      }
    >
      <p>
        {m.time_idle_since({ time: formatClock(idle.since) })} <bdi>{`${timer.task.key} ${timer.task.title}`}</bdi>
      </p>
      <p>{m.time_idle_more()}</p>
    </Dialog>
  );
}
