import { useState } from 'react';
import { useEngineCall, type MethodOutput } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Note } from '../../components/note.tsx';
import { m } from '../../paraglide/messages.js';
import { useWhen } from './team-parts.tsx';

type Verified = MethodOutput<'audit.verify'>;
type Problem = Verified['problems'][number];
const SHOWN_PROBLEMS = 5;

export function useVerify() {
  const call = useEngineCall();
  const [result, setResult] = useState<Verified | null>(null);
  const [isBusy, setBusy] = useState(false);
  const verify = async (): Promise<void> => {
    setBusy(true);
    const answer = await call('audit.verify', {});
    setBusy(false);
    if (answer.ok) setResult(answer.value);
    else toastError(answer.error);
  };
  return { result, isBusy, run: (): void => void verify() };
}

/** Green only after every link was calculated anew. */
export function ChainNote({ result }: { readonly result: Verified | null }) {
  const when = useWhen();
  if (result === null) return null;
  const { linked, waiting, problemCount, problems, checkedAt } = result;
  return (
    <div className="px-4 pb-2">
      {problemCount === 0 ? (
        <Note tone="success" role="status">
          {m.admin_audit_whole({ count: linked, figure: formatCount(linked), when: when(checkedAt) })}
          {waiting > 0 ? ` ${m.admin_audit_still_waiting({ count: waiting, figure: formatCount(waiting) })}` : null}
        </Note>
      ) : (
        <Note tone="danger" role="alert">
          {m.admin_audit_broken({ count: problemCount, figure: formatCount(problemCount) })}
          <ul>
            {problems.slice(0, SHOWN_PROBLEMS).map((problem) => (
              <li key={`${problem.seq} ${problem.code}`}>{problemWords(problem)}</li>
            ))}
          </ul>
        </Note>
      )}
    </div>
  );
}

function problemWords({ seq, code }: Problem): string {
  switch (code) {
    case 'changed':
      return m.admin_audit_problem_changed({ seq });
    case 'broken_link':
      return m.admin_audit_problem_broken_link({ seq });
    case 'gap':
      return m.admin_audit_problem_gap({ seq });
    case 'cut_end':
      return m.admin_audit_problem_cut_end({ seq });
    default:
      return code satisfies never;
  }
}
