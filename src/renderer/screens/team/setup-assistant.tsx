import { ArrowLeft, Check } from 'lucide-react';
import { useState } from 'react';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { replaceParams } from '../../app/routes.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { m } from '../../paraglide/messages.js';
import { SetupAddress } from './setup-address.tsx';
import { SetupInvitation } from './setup-invitation.tsx';
import type { Examined } from './setup-problem.tsx';
import { SetupOrganization } from './setup-organization.tsx';
import { SetupSchema } from './setup-schema.tsx';

type Made = MethodOutput<'central.firstOrganization'>;
const STEPS = ['address', 'schema', 'organization', 'invitation'] as const;
type Step = (typeof STEPS)[number];

/** From an empty database to the line that lets the first person in. The owner's address is kept by nobody. */
export function SetupAssistant() {
  const [step, setStep] = useState<Step>('address');
  const [url, setUrl] = useState('');
  const [examined, setExamined] = useState<Examined | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  return (
    <div className="flex min-h-0 flex-1">
      <aside className="flex w-60 shrink-0 flex-col gap-4 border-e border-border px-4 py-4">
        <Button
          variant="quiet"
          icon={ArrowLeft}
          iconFlips
          className="-ms-2 self-start"
          onPress={() => replaceParams({ setup: '' })}
        >
          {m.admin_setup_back()}
        </Button>
        <Steps current={step} />
      </aside>
      <div className="min-w-0 flex-1 overflow-auto px-8 py-6">
        <div className="max-w-150">
          {step === 'address' || examined === null ? (
            <SetupAddress
              url={url}
              onUrl={setUrl}
              onExamined={(found) => {
                setExamined(found);
                setStep('schema');
              }}
            />
          ) : step === 'schema' ? (
            <SetupSchema
              url={url}
              examined={examined}
              onExamined={setExamined}
              onBack={() => setStep('address')}
              onReady={() => setStep('organization')}
            />
          ) : step === 'organization' || made === null ? (
            <SetupOrganization
              url={url}
              organizations={examined.status.organizations}
              onBack={() => setStep('schema')}
              onMade={(done) => {
                setMade(done);
                setStep('invitation');
              }}
            />
          ) : (
            <SetupInvitation made={made} />
          )}
        </div>
      </div>
    </div>
  );
}

function Steps({ current }: { readonly current: Step }) {
  const at = STEPS.indexOf(current);
  return (
    <ol aria-label={m.admin_setup_steps()} className="flex flex-col gap-1">
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={step === current ? 'step' : undefined}
          className={classes('flex h-8 items-center gap-2', step === current ? 'font-strong' : 'text-text-2')}
        >
          <span
            className={classes(
              'flex size-5 items-center justify-center rounded-full border text-caption',
              index < at && 'border-transparent bg-success-soft text-success-text',
              index === at && 'border-accent text-accent-text',
              index > at && 'border-border-strong text-text-3',
            )}
          >
            {index < at ? <Icon of={Check} size={12} /> : index + 1}
          </span>
          {stepWords(step)}
        </li>
      ))}
    </ol>
  );
}

function stepWords(step: Step): string {
  switch (step) {
    case 'address':
      return m.admin_setup_step_address();
    case 'schema':
      return m.admin_setup_step_schema();
    case 'organization':
      return m.admin_setup_step_organization();
    case 'invitation':
      return m.admin_setup_step_invitation();
    default:
      return step satisfies never;
  }
}
