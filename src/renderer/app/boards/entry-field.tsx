import { CornerDownLeft, Timer } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Icon } from '../../components/icon.tsx';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { useEngineCall, useEngineQuery } from '../engine-client.tsx';
import { engineErrorOf } from '../engine-errors.ts';
import { wordRefusal } from '../field-words.ts';
import { useLocale } from '../locale.ts';
import { toastError } from '../sync-actions.ts';
import { dayName, loggedWords } from './palette-results.tsx';
import { minutesWords } from './hours.ts';

/** A line of work and, below it, what was understood; Enter writes it down. */
export function EntryField() {
  const call = useEngineCall();
  const locale = useLocale();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const typed = useDeferredValue(text.trim());
  const reading = useEngineQuery('time.read', { text: typed }, { enabled: typed !== '', keepPrevious: true });
  const entry = typed === '' || reading.error ? undefined : reading.data;

  async function enter(): Promise<void> {
    if (text.trim() === '') return;
    const result = await call('time.enter', { text: text.trim() });
    if (result.ok) {
      setText('');
      setError(null);
      return showToast({ text: loggedWords(result.value) });
    }
    if (result.error.type === 'FieldRefused') setError(wordRefusal(result.error));
    else toastError(result.error);
  }

  const refusal = reading.error && typed !== '' ? engineErrorOf(reading.error) : null;
  const hint = entry
    ? `${minutesWords(entry.minutes)} · ${dayName(entry.work_date, locale)} · ${entry.task ? `${entry.task.key} ${entry.task.title}` : m.time_palette_no_task()}${entry.description === '' ? '' : ` · ${entry.description}`}`
    : refusal?.type === 'FieldRefused'
      ? wordRefusal(refusal)
      : m.time_entry_hint();
  return (
    <TextField
      className="w-full max-w-xl"
      ariaLabel={m.time_entry()}
      placeholder={m.time_entry_placeholder()}
      icon={Timer}
      unit={<Icon of={CornerDownLeft} size={14} flips />}
      value={text}
      error={error}
      hint={<bdi>{hint}</bdi>}
      onChange={(next) => {
        setText(next);
        setError(null);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) void enter();
      }}
    />
  );
}
