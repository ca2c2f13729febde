import { useState } from 'react';
import {
  DEPLOYMENT_STATUSES,
  ENVIRONMENTS,
  type DeploymentStatus,
  type Environment,
} from '../../../shared/domain/boards/words.ts';
import { wordDeploymentStatus, wordEnvironment } from '../../app/boards/board-words.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordRefusal } from '../../app/field-words.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog, Dialog } from '../../components/dialog.tsx';
import { Select } from '../../components/select.tsx';
import { TextAreaField, TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';

/** Writes down a deployment that was done outside of a hook or job. */
export function NewDeployment({
  onClose,
  onMade,
}: {
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}) {
  const call = useEngineCall();
  const [version, setVersion] = useState('');
  const [environment, setEnvironment] = useState<Environment>('production');
  const [status, setStatus] = useState<DeploymentStatus>('success');
  const [keys, setKeys] = useState('');
  const [commit, setCommit] = useState('');
  const [notes, setNotes] = useState('');
  const [error, setError] = useState<{ readonly field: string; readonly words: string } | null>(null);

  async function add(): Promise<void> {
    const result = await call('deployments.create', {
      version,
      environment,
      status,
      deployed_tasks: keys.split(/[\s,]+/).filter((key) => key !== ''),
      git_commit_hash: commit.trim() === '' ? null : commit.trim(),
      notes: notes.trim() === '' ? null : notes,
    });
    if (result.ok) {
      onMade(result.value.id);
      return onClose();
    }
    if (result.error.type === 'FieldRefused') setError({ field: result.error.field, words: wordRefusal(result.error) });
    else toastError(result.error);
  }

  const errorOf = (field: string): string | null => (error?.field === field ? error.words : null);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.deployments_add()}
      actions={
        <>
          <Button onPress={onClose}>{m.common_cancel()}</Button>
          <Button variant="primary" isDisabled={version.trim() === ''} onPress={() => void add()}>
            {m.deployments_add()}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-text">
        <TextField
          autoFocus
          isCode
          label={m.deployments_version()}
          value={version}
          onChange={setVersion}
          maxLength={100}
          error={errorOf('version')}
        />
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={m.deployments_environment()}
            value={environment}
            onChange={setEnvironment}
            options={ENVIRONMENTS.map((id) => ({ id, label: wordEnvironment(id) }))}
          />
          <Select
            label={m.bugs_status()}
            value={status}
            onChange={setStatus}
            error={errorOf('status')}
            options={DEPLOYMENT_STATUSES.filter((id) => id !== 'rolled_back').map((id) => ({
              id,
              label: wordDeploymentStatus(id),
            }))}
          />
        </div>
        <TextField
          isCode
          label={m.board_list()}
          value={keys}
          onChange={setKeys}
          placeholder="BR-12 BR-14"
          error={errorOf('deployed_tasks')}
        />
        <TextField
          isCode
          isMono
          label={m.deployments_commit()}
          value={commit}
          onChange={setCommit}
          maxLength={64}
          error={errorOf('git_commit_hash')}
        />
        <TextAreaField label={m.deployments_notes()} value={notes} onChange={setNotes} />
      </div>
    </Dialog>
  );
}

/** Takes a deployment back; nothing follows it. */
export function RollBackDialog({
  id,
  version,
  onClose,
}: {
  readonly id: string;
  readonly version: string;
  readonly onClose: () => void;
}) {
  const call = useEngineCall();
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function rollBack(): Promise<void> {
    setBusy(true);
    const result = await call('deployments.rollBack', { id, reason });
    setBusy(false);
    if (!result.ok) return toastError(result.error);
    onClose();
  }

  return (
    <ConfirmDialog
      isOpen
      isDangerous
      isBusy={isBusy}
      onClose={onClose}
      title={m.deployments_rollback_title({ version })}
      confirmLabel={m.deployments_rollback()}
      onConfirm={() => void rollBack()}
    >
      <p>{m.deployments_rollback_more()}</p>
      <TextAreaField label={m.bugs_reason()} value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}
