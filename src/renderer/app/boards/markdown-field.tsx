import { PencilLine } from 'lucide-react';
import { useState } from 'react';
import { Markdown } from './markdown.tsx';
import type { People } from './people.ts';
import { Button, LinkButton } from '../../components/button.tsx';
import { TextAreaField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';

/** A longer text as it reads; a press turns it into the Markdown that was written. */
export function MarkdownField({
  label,
  text,
  people,
  onSave,
}: {
  readonly label: string;
  readonly text: string | null;
  readonly people: People;
  readonly onSave: (text: string | null) => Promise<string | null>;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  async function save(): Promise<void> {
    const refusal = await onSave(draft === null || draft.trim() === '' ? null : draft);
    setError(refusal);
    if (refusal === null) setDraft(null);
  }

  if (draft === null) {
    if (!text) {
      return (
        <LinkButton className="self-start" onPress={() => setDraft('')}>
          {m.board_text_add({ field: label })}
        </LinkButton>
      );
    }
    return (
      <div className="flex flex-col items-start gap-1">
        <Markdown text={text} mentions={people.all.map(({ name }) => name)} className="w-full" />
        <Button
          size="small"
          variant="quiet"
          icon={PencilLine}
          className="-ms-2 text-text-2!"
          onPress={() => setDraft(text)}
        >
          {m.board_text_edit()}
        </Button>
      </div>
    );
  }
  return (
    <div
      role="presentation"
      className="flex flex-col gap-1.5"
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        setDraft(null);
      }}
    >
      <TextAreaField
        autoFocus
        rows={8}
        ariaLabel={label}
        value={draft}
        onChange={setDraft}
        error={error}
        hint={m.board_markdown_hint()}
      />
      <div className="flex justify-end gap-2">
        <Button size="small" variant="quiet" onPress={() => setDraft(null)}>
          {m.common_cancel()}
        </Button>
        <Button size="small" keys="Ctrl ↵" onPress={() => void save()}>
          {m.board_text_save()}
        </Button>
      </div>
    </div>
  );
}
