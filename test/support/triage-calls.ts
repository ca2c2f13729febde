import type { z } from 'zod';
import { createJournalHandlers } from '../../src/engine/handlers/journal-handlers.ts';
import { createTriageHandlers } from '../../src/engine/handlers/triage-handlers.ts';
import { triageMethods } from '../../src/shared/contract/triage.ts';
import type { Harness } from './sync-harness.ts';

type Methods = typeof triageMethods;
type Name = keyof Methods;
type Answer = { readonly ok: boolean; readonly value?: unknown; readonly error?: unknown };

/** The methods of triage and journal as a window calls them: inputs and answers pass the contract's own schemas. */
export function triageCalls(h: Pick<Harness, 'db' | 'commands' | 'clock'>) {
  const changed: string[][] = [];
  const handlers = {
    ...createTriageHandlers({
      db: h.db,
      commands: h.commands,
      clock: h.clock,
      onChange: ({ tables }) => void changed.push([...tables]),
    }),
    ...createJournalHandlers({ db: h.db }),
  };
  const tell = async (name: Name, input: unknown): Promise<Answer> => {
    const handler = handlers[name] as (value: unknown, context: { signal: AbortSignal }) => unknown;
    const parsed = triageMethods[name].input.parse(input);
    return (await handler(parsed, { signal: new AbortController().signal })) as Answer;
  };
  return {
    /** Tables that windows were told of, oldest first. */
    changed,
    tell,
    call: async <N extends Name>(
      name: N,
      input: z.input<Methods[N]['input']>,
    ): Promise<z.output<Methods[N]['output']>> => {
      const answer = await tell(name, input);
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      return triageMethods[name].output.parse(answer.value) as z.output<Methods[N]['output']>;
    },
  };
}
export type TriageCalls = ReturnType<typeof triageCalls>;
