import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/choices.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Code } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';

/** Shown this once; it does not close before the person says that they are kept. */
export function BackupCodesDialog({
  codes,
  onClose,
}: {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}) {
  const [isKept, setKept] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(codes.join('\n')).then(() => showToast({ text: m.admin_copied() }));
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.admin_factor_codes_title()}
      isDismissable={false}
      footStart={
        <Checkbox isSelected={isKept} onChange={setKept}>
          {m.admin_factor_codes_kept()}
        </Checkbox>
      }
      actions={
        <>
          <Button autoFocus onPress={copy}>
            {m.admin_factor_codes_copy()}
          </Button>
          <Button variant="primary" isDisabled={!isKept} onPress={onClose}>
            {m.admin_done_close()}
          </Button>
        </>
      }
    >
      <p>{m.admin_factor_codes_body()}</p>
      <ol
        aria-label={m.admin_factor_codes_title()}
        className="selectable grid grid-cols-2 gap-x-6 gap-y-1 rounded-r2 bg-sunken px-4 py-3 text-text"
      >
        {codes.map((code) => (
          <li key={code}>
            <Code isMono>{code}</Code>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
