import { useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordError } from '../../app/error-words.ts';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';

type Answers = Readonly<Record<string, 'mine' | 'theirs'>>;

/** Settles, says so, and goes on; `onRefused` gets the reason in words. */
export function useSettleShared(
  id: string,
  onRefused: (words: string) => void,
  onDone: (() => void) | null,
): { readonly settle: (answers: Answers) => Promise<void>; readonly isBusy: boolean } {
  const call = useEngineCall();
  const [isBusy, setBusy] = useState(false);
  async function settle(answers: Answers): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    const result = await call('shared.settle', { id, answers });
    setBusy(false);
    if (!result.ok) {
      const { title, way } = wordError(result.error);
      return onRefused(result.error.type === 'NotFound' ? m.shared_settled_before() : `${title}. ${way}`);
    }
    showToast({ text: m.shared_settled() });
    onDone?.();
  }
  return { settle, isBusy };
}
