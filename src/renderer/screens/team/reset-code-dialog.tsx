import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { m } from '../../paraglide/messages.js';
import { CopyBox } from './team-parts.tsx';
import { useDates } from './use-dates.ts';

/** Shown this once: central keeps its hash. */
export function ResetCodeDialog({
  person,
  made,
  onClose,
}: {
  readonly person: { readonly name: string };
  readonly made: { readonly code: string; readonly expiresAt: string };
  readonly onClose: () => void;
}) {
  const { moment } = useDates();
  const title = m.admin_reset_title({ person: person.name });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      actions={
        <Button autoFocus onPress={onClose}>
          {m.admin_close()}
        </Button>
      }
    >
      <p>{m.admin_reset_body({ when: moment(made.expiresAt) })}</p>
      <CopyBox text={made.code} label={title} />
    </Dialog>
  );
}
