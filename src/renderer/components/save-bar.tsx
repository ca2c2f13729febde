import { PencilLine } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** 52, at the foot of a form, only while `changed` names fields. Ctrl S is the form's to bind. */
export function SaveBar({
  changed,
  onSave,
  onDiscard,
  isBusy = false,
  saveLabel,
  busyLabel,
}: {
  /** Names of the changed fields, in the person's language. Empty hides the bar. */
  readonly changed: readonly string[];
  readonly onSave: () => void;
  readonly onDiscard: () => void;
  readonly isBusy?: boolean;
  readonly saveLabel?: string;
  readonly busyLabel?: string;
}) {
  if (changed.length === 0) return null;
  return (
    <div className="flex min-h-page-head shrink-0 items-center gap-2 border-t border-border bg-raised px-4 shadow-2">
      <Icon of={PencilLine} className="text-mine-text" />
      <p className="min-w-0 flex-1 truncate text-text-2">
        {m.common_changed()} <span className="font-medium text-text">{changed.join(', ')}</span>
      </p>
      <Button variant="quiet" onPress={onDiscard} isDisabled={isBusy}>
        {m.common_discard()}
      </Button>
      <Button variant="primary" keys="Ctrl S" onPress={onSave} isBusy={isBusy} {...(busyLabel ? { busyLabel } : {})}>
        {saveLabel ?? m.common_save()}
      </Button>
    </div>
  );
}
