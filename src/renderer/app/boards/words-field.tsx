import { X } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Icon } from '../../components/icon.tsx';
import { Code } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';

/** Words that stand beside each other: each can be taken away, Enter adds what was typed. */
export function WordsField({
  label,
  values,
  isCode = false,
  onSave,
}: {
  readonly label: string;
  readonly values: readonly string[];
  readonly isCode?: boolean;
  readonly onSave: (values: string[]) => Promise<string | null>;
}) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);

  async function add(): Promise<void> {
    const wanted = typed
      .split(isCode ? /\n/ : ',')
      .map((word) => word.trim())
      .filter((word) => word !== '' && !values.includes(word));
    if (wanted.length === 0) return setTyped('');
    const refusal = await onSave([...values, ...new Set(wanted)]);
    setError(refusal);
    if (refusal === null) setTyped('');
  }

  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap gap-1">
        {values.map((value) => (
          <span
            key={value}
            className="flex max-w-full items-center gap-1 rounded-r1 bg-active ps-1.5 text-small text-text-2"
          >
            {isCode ? (
              <Code isMono className="truncate">
                {value}
              </Code>
            ) : (
              <bdi className="truncate">{value}</bdi>
            )}
            <AriaButton
              aria-label={m.board_word_remove({ word: value })}
              onPress={() => void onSave(values.filter((word) => word !== value)).then(setError)}
              className="flex size-5 shrink-0 items-center justify-center rounded-r1 hovered:bg-border kbd:shadow-focus"
            >
              <Icon of={X} size={12} />
            </AriaButton>
          </span>
        ))}
      </div>
      <input
        aria-label={m.board_word_add({ field: label })}
        placeholder={m.board_word_add({ field: label })}
        dir={isCode ? 'ltr' : 'auto'}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => void add()}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) void add();
        }}
        className="h-7 w-full rounded-r2 border border-transparent bg-transparent px-2 text-small hover:border-border focus:border-focus focus:shadow-[0_0_0_1px_var(--focus)] rtl:text-right"
      />
      {error ? (
        <span role="alert" className="text-small text-danger-text">
          {error}
        </span>
      ) : null}
    </div>
  );
}
