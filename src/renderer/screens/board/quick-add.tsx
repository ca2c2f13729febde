import { Plus } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';

/** “Add task” at the foot of a column: a title and Enter; the field stays for the next one. */
export function QuickAdd({
  column,
  isAsked,
  onAsked,
  onAdd,
}: {
  readonly column: string;
  /** Opened from elsewhere (the plus of the column's head, the key N). */
  readonly isAsked: boolean;
  readonly onAsked: (isAsked: boolean) => void;
  readonly onAdd: (title: string) => Promise<boolean>;
}) {
  const [title, setTitle] = useState('');
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  async function add(): Promise<void> {
    if (title.trim() === '' || isBusy) return;
    setBusy(true);
    const isAdded = await onAdd(title.trim());
    setBusy(false);
    if (isAdded) setTitle('');
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') void add();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    setTitle('');
    onAsked(false);
  }

  if (!isAsked) {
    return (
      <Button
        variant="quiet"
        className="justify-start px-2.5! text-text-2!"
        icon={Plus}
        aria-label={m.board_add_to({ column })}
        onPress={() => onAsked(true)}
      >
        {m.board_add()}
      </Button>
    );
  }
  return (
    <TextField
      autoFocus
      inputRef={field}
      value={title}
      onChange={setTitle}
      ariaLabel={m.board_add_to({ column })}
      placeholder={m.board_add_placeholder()}
      maxLength={500}
      onKeyDown={onKeyDown}
      onBlur={() => {
        if (title.trim() === '') onAsked(false);
      }}
    />
  );
}
