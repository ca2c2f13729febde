import { KeyRound, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Note } from '../../components/note.tsx';
import { Section } from '../../components/page.tsx';
import { m } from '../../paraglide/messages.js';
import { FactorOffDialog, NewCodesDialog } from './factor-change-dialogs.tsx';
import { FactorOnDialog } from './factor-on-dialog.tsx';
import { useDates } from './use-dates.ts';

type Factor = MethodOutput<'security.overview'>['secondFactor'];
type Asking = 'on' | 'off' | 'codes';

/** The own second factor: on or off, and how many backup codes are left. */
export function FactorSection({ factor }: { readonly factor: Factor }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const { day } = useDates();
  const close = (): void => setAsking(null);
  const figures = { count: factor.backupCodesLeft, figure: formatCount(factor.backupCodesLeft) };
  return (
    <Section title={m.admin_factor()}>
      {factor.isOn ? (
        <p className="flex items-center gap-2">
          <Icon of={ShieldCheck} className="text-success" />
          {m.admin_factor_on({ day: factor.since === null ? '–' : day(factor.since), ...figures })}
        </p>
      ) : (
        <p className="text-text-2">{m.admin_factor_off()}</p>
      )}
      {factor.isRequired && !factor.isOn ? <Note tone="warning">{m.admin_factor_required()}</Note> : null}
      <div className="flex gap-2">
        {factor.isOn ? (
          <>
            <Button icon={KeyRound} onPress={() => setAsking('codes')}>
              {m.admin_factor_new_codes()}
            </Button>
            <Button variant="quiet-danger" onPress={() => setAsking('off')}>
              {m.admin_factor_turn_off()}
            </Button>
          </>
        ) : (
          <Button variant="primary" icon={ShieldCheck} onPress={() => setAsking('on')}>
            {m.admin_factor_turn_on()}
          </Button>
        )}
      </div>
      {asking === 'on' ? <FactorOnDialog onClose={close} /> : null}
      {asking === 'off' ? <FactorOffDialog onClose={close} /> : null}
      {asking === 'codes' ? <NewCodesDialog onClose={close} /> : null}
    </Section>
  );
}
