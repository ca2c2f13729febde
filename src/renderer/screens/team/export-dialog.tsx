import { FileDown } from 'lucide-react';
import { useState } from 'react';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/choices.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import type { questionOf } from './audit-question.ts';
import { useAdminCall } from './team-data.ts';

type Format = 'csv' | 'jsonl';

/** Writes what the filters show into a file of the person's own. */
export function ExportDialog({
  question,
  onClose,
}: {
  readonly question: ReturnType<typeof questionOf>;
  readonly onClose: () => void;
}) {
  const call = useAdminCall();
  const [path, setPath] = useState('');
  const [format, setFormat] = useState<Format>('csv');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    if (path.trim() === '' || isBusy) return;
    setBusy(true);
    const answer = await call('audit.export', { ...question, path: path.trim(), format });
    setBusy(false);
    if ('error' in answer) {
      const { title, way } = wordError(answer.error);
      return setError(`${title}. ${way}`);
    }
    const { rows } = answer.value;
    showToast({ text: m.admin_audit_exported({ count: rows, figure: formatCount(rows) }), icon: FileDown });
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.admin_audit_export_title()}
      isDismissable={!isBusy}
      actions={
        <>
          <Button onPress={onClose} isDisabled={isBusy}>
            {m.admin_cancel()}
          </Button>
          <Button
            variant="primary"
            type="submit"
            form="export-form"
            isDisabled={path.trim() === ''}
            isBusy={isBusy}
            busyLabel={m.admin_audit_export_busy()}
          >
            {m.admin_audit_export_do()}
          </Button>
        </>
      }
    >
      <p>{m.admin_audit_export_body()}</p>
      <form
        id="export-form"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Segmented<Format>
          ariaLabel={m.admin_audit_export_format()}
          value={format}
          onChange={setFormat}
          options={[
            { id: 'csv', label: m.admin_audit_export_csv() },
            { id: 'jsonl', label: m.admin_audit_export_jsonl() },
          ]}
        />
        <TextField
          label={m.admin_audit_export_path()}
          hint={m.admin_audit_export_path_hint()}
          isCode
          autoFocus
          maxLength={4096}
          value={path}
          error={error}
          onChange={(value) => {
            setPath(value);
            setError(null);
          }}
        />
      </form>
    </Dialog>
  );
}
