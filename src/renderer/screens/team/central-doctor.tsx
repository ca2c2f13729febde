import { Stethoscope } from 'lucide-react';
import { useState } from 'react';
import { useEngineCall, type MethodOutput } from '../../app/engine-client.tsx';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Note } from '../../components/note.tsx';
import { Section } from '../../components/page.tsx';
import { m } from '../../paraglide/messages.js';
import { CheckList } from './check-list.tsx';

/** The doctor on the person's own login. */
export function CentralDoctor() {
  const call = useEngineCall();
  const [found, setFound] = useState<MethodOutput<'central.doctor'> | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const examine = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const answer = await call('central.doctor', {});
    setBusy(false);
    if (answer.ok) return setFound(answer.value);
    const { title, way } = wordError(answer.error);
    setError(`${title}. ${way}`);
  };
  const ill = found?.checks.filter(({ isWell }) => !isWell).length ?? 0;
  return (
    <div className="border-t border-border px-4 py-4">
      <Section
        title={m.admin_central_doctor()}
        {...(found === null ? {} : { count: summaryOf(found.checks.length, ill) })}
        aside={
          <Button
            icon={Stethoscope}
            isBusy={isBusy}
            busyLabel={m.admin_central_doctor_running()}
            onPress={() => void examine()}
          >
            {m.admin_central_doctor_run()}
          </Button>
        }
      >
        {error === null ? null : (
          <Note tone="danger" role="alert">
            {error}
          </Note>
        )}
        {found === null ? (
          <p className="text-small text-text-2">{m.admin_central_doctor_idle()}</p>
        ) : (
          <CheckList checks={found.checks} />
        )}
      </Section>
    </div>
  );
}

export function summaryOf(total: number, ill: number): string {
  return ill === 0
    ? m.admin_central_doctor_well({ count: total, figure: formatCount(total) })
    : m.admin_central_doctor_ill({ count: ill, figure: formatCount(ill) });
}
