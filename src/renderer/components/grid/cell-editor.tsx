import { useEffect, useId, useRef, useState, type KeyboardEvent, type SyntheticEvent } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { useDirection } from '../../app/locale.ts';
import { FLOAT_SURFACE, OPTION_ROW } from '../menu.tsx';
import { editorCommand, type EditorCommand } from './grid-keys.ts';
import type { Editing } from './use-cell-editing.ts';

export type AfterSave = 'down' | 'up' | 'next' | 'previous' | 'stay';

type EditorProps<R> = {
  readonly editing: Editing<R>;
  readonly label: string;
  /** The refusal stands above the cell when there is no room below. */
  readonly isLow: boolean;
  readonly onCommit: (text: string, then: AfterSave) => void;
  readonly onCancel: () => void;
};

function commandOf(event: KeyboardEvent): EditorCommand | null {
  return editorCommand({
    key: event.key,
    ctrl: event.ctrlKey || event.metaKey,
    alt: event.altKey,
    shift: event.shiftKey,
  });
}

/** Edits one cell in place: a line of text, or a choice. */
export function CellEditor<R>(props: EditorProps<R>) {
  return props.editing.column.edit?.kind === 'select' ? <SelectEditor {...props} /> : <TextEditor {...props} />;
}

function TextEditor<R>({ editing, label, isLow, onCommit, onCancel }: EditorProps<R>) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(editing.text);
  const wordsId = useId();
  // Enter moves the focus away, which blurs: the text must be saved once.
  const isDone = useRef(false);
  const isNumber = editing.column.align === 'number';
  const isRtl = useDirection() === 'rtl';

  useEffect(() => {
    const field = input.current;
    if (!field) return;
    field.focus({ preventScroll: true });
    if (editing.selectAll) field.select();
    else field.setSelectionRange(field.value.length, field.value.length);
  }, [editing]);

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    // An input method composes: its Enter and Esc belong to it.
    if (event.nativeEvent.isComposing) return;
    const command = commandOf(event);
    if (!command) return;
    event.preventDefault();
    isDone.current = true;
    if (command.kind === 'cancel') onCancel();
    else onCommit(text, command.then);
  }

  return (
    <>
      <input
        ref={input}
        className="grid-editor"
        style={isNumber || (editing.column.isCode && isRtl) ? { textAlign: 'right' } : undefined}
        dir={isNumber || editing.column.isCode ? 'ltr' : 'auto'}
        inputMode={editing.column.edit?.inputMode === 'decimal' ? 'decimal' : 'text'}
        aria-label={label}
        aria-invalid={editing.words !== null}
        aria-describedby={editing.words === null ? undefined : wordsId}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (!isDone.current) onCommit(text, 'stay');
        }}
      />
      {editing.words !== null && (
        <span id={wordsId} role="alert" className="grid-refusal" data-above={isLow || undefined}>
          {editing.words}
        </span>
      )}
    </>
  );
}

/** The choice that an event of the list is about. */
function optionOf(event: SyntheticEvent): string | null {
  const option = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="option"]') : null;
  return option?.dataset['key'] ?? null;
}

function SelectEditor<R>({ editing, label, onCommit, onCancel }: EditorProps<R>) {
  const anchor = useRef<HTMLDivElement>(null);
  const options = editing.column.edit?.options?.(editing.row) ?? [];
  const isDone = useRef(false);

  function finish(value: string | null, then: AfterSave): void {
    if (isDone.current) return;
    isDone.current = true;
    if (value === null) onCancel();
    else onCommit(value, then);
  }

  // The list's own selection does not report a choice that stands already, nor which key made it.
  function onKeyDownCapture(event: KeyboardEvent): void {
    const value = optionOf(event);
    const command = commandOf(event);
    if (value === null || command?.kind !== 'save') return;
    event.preventDefault();
    event.stopPropagation();
    finish(value, command.then);
  }

  return (
    <>
      <div ref={anchor} className="grid-editor flex items-center" aria-hidden>
        {options.find((option) => option.value === editing.text)?.label ?? editing.text}
      </div>
      <Popover
        triggerRef={anchor}
        isOpen
        placement="bottom start"
        offset={2}
        onOpenChange={(isOpen) => {
          if (!isOpen) finish(null, 'stay');
        }}
        className={`${FLOAT_SURFACE} min-w-40 p-1`}
      >
        <div
          onKeyDownCapture={onKeyDownCapture}
          onClickCapture={(event) => {
            const value = optionOf(event);
            if (value !== null) finish(value, 'stay');
          }}
        >
          <ListBox
            aria-label={label}
            autoFocus
            selectionMode="single"
            disallowEmptySelection
            defaultSelectedKeys={[editing.text]}
            className="outline-none"
          >
            {options.map((option) => (
              <ListBoxItem
                key={option.value}
                id={option.value}
                textValue={option.label}
                className={`${OPTION_ROW} selected:font-medium`}
              >
                {option.icon}
                {option.label}
              </ListBoxItem>
            ))}
          </ListBox>
        </div>
        {editing.words !== null && <p className="max-w-60 px-2 py-1 text-small text-danger-text">{editing.words}</p>}
      </Popover>
    </>
  );
}
