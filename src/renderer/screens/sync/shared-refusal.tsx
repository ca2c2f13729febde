import { useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordError } from '../../app/error-words.ts';
import { useShortcut } from '../../app/use-shortcut.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { Code, RelativeTime } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import type { SharedRefusal } from '../../../shared/contract/shared-rows.ts';
import { m } from '../../paraglide/messages.js';
import { DecisionShell } from './decision-shell.tsx';
import { SharedHead } from './shared-head.tsx';
import { refusalReason, refusedWhat, sharedField, sharedLabel } from './shared-words.ts';

/** A change of the boards that the team's database did not accept: why, and what can be done. [TEAM6] */
export function SharedRefusalPane({
  refusal,
  onSkip,
}: {
  readonly refusal: SharedRefusal;
  readonly onSkip: (() => void) | null;
}) {
  const call = useEngineCall();
  const [busy, setBusy] = useState<'again' | 'drop' | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const name = sharedLabel(refusal);
  const isNew = refusal.kind === 'insert';

  async function end(how: 'again' | 'drop'): Promise<void> {
    if (busy !== null) return;
    setBusy(how);
    const result = await call(how === 'again' ? 'shared.sendAgain' : 'shared.discard', { id: refusal.id });
    setBusy(null);
    setAsking(false);
    if (!result.ok) {
      const { title, way } = wordError(result.error);
      return setFailed(result.error.type === 'NotFound' ? m.shared_settled_before() : `${title}. ${way}`);
    }
    showToast({ text: how === 'again' ? m.shared_sent_again() : m.shared_given_up() });
    onSkip?.();
  }
  useShortcut('mod+enter', () => void end('again'));

  return (
    <DecisionShell
      foot={
        <>
          <Button variant="quiet-danger" className="-ms-3" onPress={() => setAsking(true)}>
            {m.shared_give_up()}
          </Button>
          <span className="min-w-0 flex-1" />
          {onSkip && (
            <Button keys="J" onPress={onSkip}>
              {m.sync_conflict_skip()}
            </Button>
          )}
          <Button variant="primary" keys="Ctrl ↵" isBusy={busy === 'again'} onPress={() => void end('again')}>
            {m.shared_send_again()}
          </Button>
        </>
      }
    >
      <SharedHead row={refusal}>
        {refusedWhat(refusal)}. {m.shared_refused_at()} <RelativeTime iso={refusal.refusedAt} />
      </SharedHead>
      {failed !== null && (
        <Note tone="danger" role="alert">
          {failed}
        </Note>
      )}
      <Note tone="danger">{refusalReason(refusal)}</Note>
      <dl className="grid grid-cols-[minmax(88px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
        {refusal.field !== null && (
          <>
            <dt className="text-text-2">{m.shared_reason_field()}</dt>
            <dd className="font-medium">{sharedField(refusal.table, refusal.field)}</dd>
          </>
        )}
        {refusal.detail !== '' && (
          <>
            <dt className="text-text-2">{m.shared_reason_answer()}</dt>
            <dd className="break-words text-text-2">
              <bdi dir="ltr" className="selectable">
                {refusal.detail} <Code>{refusal.code}</Code>
              </bdi>
            </dd>
          </>
        )}
      </dl>
      <p className="text-text-2">{m.shared_refused_stays()}</p>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={isNew ? m.shared_give_up_new_title({ name }) : m.shared_give_up_title({ name })}
        cancelLabel={m.shared_keep()}
        confirmLabel={m.shared_give_up()}
        onConfirm={() => void end('drop')}
        isDangerous
        isBusy={busy === 'drop'}
      >
        <p>{isNew ? m.shared_give_up_new_body() : m.shared_give_up_body()}</p>
      </ConfirmDialog>
    </DecisionShell>
  );
}
