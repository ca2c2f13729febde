import { Ellipsis, MessageSquare, PencilLine, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { TaskComment, TaskDetail } from '../../../shared/contract/boards-tasks.ts';
import { Markdown } from '../../app/boards/markdown.tsx';
import { PersonMark } from '../../app/boards/marks.tsx';
import type { People } from '../../app/boards/people.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordRefusal } from '../../app/field-words.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Menu, OPTION_ROW } from '../../components/menu.tsx';
import { TextAreaField } from '../../components/text-field.tsx';
import { Name, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { mentionAt, mentionedIn, peopleFor, withMention } from './mention-logic.ts';

/** Comments, the oldest first, and a field for the next one. */
export function TaskTalk({ task, people }: { readonly task: TaskDetail; readonly people: People }) {
  const call = useEngineCall();
  return (
    <div className="flex flex-col gap-4 px-4 pt-3">
      {task.comments.length === 0 ? (
        <p className="flex items-center gap-2 text-text-2">
          <Icon of={MessageSquare} size={14} />
          {m.board_talk_none()}
        </p>
      ) : null}
      {task.comments.map((comment) => (
        <Comment key={comment.id} comment={comment} people={people} />
      ))}
      <CommentForm
        people={people}
        label={m.board_talk_write()}
        action={m.board_talk_send()}
        onSave={async (comment, mentions) => {
          const result = await call('tasks.comment', { id: task.id, comment, mentions });
          return result.ok
            ? null
            : result.error.type === 'FieldRefused'
              ? wordRefusal(result.error)
              : (toastError(result.error), '');
        }}
      />
    </div>
  );
}

function Comment({ comment, people }: { readonly comment: TaskComment; readonly people: People }) {
  const call = useEngineCall();
  const [isEditing, setEditing] = useState(false);
  const name = people.nameOf(comment.user_id);
  return (
    <article aria-label={m.board_talk_by({ name })} className="flex gap-2.5">
      <PersonMark id={comment.user_id} name={name} size={24} isDecorative />
      <div className="min-w-0 flex-1">
        <div className="flex h-6 items-center gap-2">
          <Name className="font-strong">{name}</Name>
          <RelativeTime iso={comment.created_at} className="shrink-0 text-small text-text-3" />
          {comment.isEdited ? <span className="shrink-0 text-small text-text-3">{m.board_talk_edited()}</span> : null}
          <span className="flex-1" />
          {comment.isMine ? (
            <Menu
              label={m.board_talk_more()}
              trigger={<IconButton size="small" label={m.board_talk_more()} icon={Ellipsis} />}
              entries={[
                { id: 'edit', label: m.board_talk_edit(), icon: PencilLine, onAction: () => setEditing(true) },
                {
                  id: 'remove',
                  label: m.board_talk_remove(),
                  icon: Trash2,
                  isDestructive: true,
                  onAction: () =>
                    void call('tasks.removeComment', { id: comment.id }).then(
                      (result) => !result.ok && toastError(result.error),
                    ),
                },
              ]}
            />
          ) : null}
        </div>
        {isEditing ? (
          <CommentForm
            people={people}
            label={m.board_talk_edit()}
            action={m.board_talk_save()}
            first={comment.comment}
            onCancel={() => setEditing(false)}
            onSave={async (text, mentions) => {
              const result = await call('tasks.editComment', { id: comment.id, comment: text, mentions });
              if (result.ok) setEditing(false);
              return result.ok
                ? null
                : result.error.type === 'FieldRefused'
                  ? wordRefusal(result.error)
                  : (toastError(result.error), '');
            }}
          />
        ) : (
          <Markdown text={comment.comment} mentions={people.all.map((person) => person.name)} />
        )}
      </div>
    </article>
  );
}

/** A text in which an @ offers the people who work here. */
function CommentForm({
  people,
  label,
  action,
  first = '',
  onSave,
  onCancel,
}: {
  readonly people: People;
  readonly label: string;
  readonly action: string;
  readonly first?: string;
  readonly onSave: (text: string, mentions: string[]) => Promise<string | null>;
  readonly onCancel?: () => void;
}) {
  const [text, setText] = useState(first);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const area = useRef<HTMLTextAreaElement>(null);
  const asked = mentionAt(text, caret);
  const offered = asked ? peopleFor(people.active, asked.typed) : [];

  async function send(): Promise<void> {
    if (text.trim() === '' || isBusy) return;
    setBusy(true);
    const refusal = await onSave(text.trim(), mentionedIn(people.all, text));
    setBusy(false);
    setError(refusal);
    if (refusal === null) setText('');
  }

  function choose(name: string): void {
    if (!asked) return;
    const next = withMention(text, caret, asked.from, name);
    setText(next.text);
    setCaret(next.caret);
    setAt(0);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(next.caret, next.caret);
    });
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    const person = offered[Math.min(at, offered.length - 1)];
    if (person && (event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey) {
      event.preventDefault();
      return choose(person.name);
    }
    if (offered.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      return setAt((at + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return void send();
    if (event.key !== 'Escape' || (!onCancel && offered.length === 0)) return;
    event.preventDefault();
    event.stopPropagation();
    if (offered.length > 0) setCaret(0);
    else onCancel?.();
  }

  return (
    <div className="flex flex-col gap-1.5">
      <TextAreaField
        areaRef={area}
        ariaLabel={label}
        placeholder={m.board_talk_placeholder()}
        value={text}
        error={error}
        onChange={(next) => {
          setText(next);
          setCaret(area.current?.selectionStart ?? next.length);
        }}
        onKeyDown={onKeyDown}
      />
      {offered.length > 0 ? (
        <ul aria-label={m.board_talk_people()} className="rounded-r3 bg-raised p-1 shadow-2 forced-colors:border">
          {offered.map((person, index) => (
            <li key={person.id}>
              <button
                type="button"
                className={classes(
                  OPTION_ROW,
                  'w-full text-start hover:bg-accent-soft',
                  index === at && 'bg-accent-soft',
                )}
                onClick={() => choose(person.name)}
              >
                <PersonMark id={person.id} name={person.name} isDecorative />
                <Name>{person.name}</Name>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="flex justify-end gap-2">
        {onCancel ? (
          <Button size="small" variant="quiet" onPress={onCancel}>
            {m.common_cancel()}
          </Button>
        ) : null}
        <Button size="small" keys="Ctrl ↵" isBusy={isBusy} isDisabled={text.trim() === ''} onPress={() => void send()}>
          {action}
        </Button>
      </div>
    </div>
  );
}
