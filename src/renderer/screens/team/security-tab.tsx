import { CircleCheck, ShieldAlert } from 'lucide-react';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { wordPermission } from '../../app/permission-words.ts';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Section } from '../../components/page.tsx';
import { Code, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { EventsTable } from './events-table.tsx';
import { FactorSection } from './factor-section.tsx';
import { wordAccountFinding, wordSignIn, wordTeamFinding } from './security-words.ts';
import { useAdminQuery } from './team-data.ts';
import { FromCentral, ReadAt } from './team-parts.tsx';

type Overview = MethodOutput<'security.overview'>;
const SHOWN_SIGN_INS = 8;

/** How well the own account is kept, how the organization stands, and what happened. */
export function SecurityTab() {
  const query = useAdminQuery('security.overview', {});
  return (
    <FromCentral query={query} failed={m.admin_security_unread()}>
      {(overview) => (
        <div className="min-h-0 flex-1 overflow-auto">
          <div className="grid grid-cols-2 gap-x-10 gap-y-8 px-4 py-4">
            <div className="flex min-w-0 flex-col gap-6">
              <Section title={m.admin_security_account()} aside={<ReadAt at={overview.readAt} />}>
                <Score score={overview.score} />
                <Findings
                  lines={overview.findings.map((finding) => ({
                    code: finding.code,
                    words: wordAccountFinding(finding),
                    cost: finding.cost,
                  }))}
                />
              </Section>
              <FactorSection factor={overview.secondFactor} />
            </div>
            <div className="flex min-w-0 flex-col gap-6">
              <TeamReport team={overview.team} />
              <SignIns signIns={overview.signIns} />
            </div>
          </div>
          <EventsTable />
        </div>
      )}
    </FromCentral>
  );
}

function Score({ score, children }: { readonly score: number; readonly children?: string }) {
  return (
    <p className="flex items-baseline gap-2">
      <span className="text-figure font-strong">{formatCount(score)}</span>
      <span className="text-text-2">{m.admin_security_of_100()}</span>
      {children ? <span className="text-small text-text-3">{children}</span> : null}
    </p>
  );
}

type Line = { readonly code: string; readonly words: string; readonly cost?: number };

function Findings({ lines }: { readonly lines: readonly Line[] }) {
  if (lines.length === 0) {
    return (
      <p className="flex items-center gap-2 text-success-text">
        <Icon of={CircleCheck} size={14} />
        {m.admin_security_no_findings()}
      </p>
    );
  }
  return (
    <ul className="flex flex-col">
      {lines.map(({ code, words, cost }) => (
        <li key={code} className="flex items-center gap-2 border-t border-divider py-1.5 first:border-t-0">
          <Icon of={ShieldAlert} size={14} className="text-warning" />
          <span className="min-w-0 flex-1">{words}</span>
          {cost === undefined ? null : (
            <bdi dir="ltr" className="figures text-small text-text-2">
              {m.admin_security_cost({ points: formatCount(cost) })}
            </bdi>
          )}
        </li>
      ))}
    </ul>
  );
}

function TeamReport({ team }: { readonly team: Overview['team'] }) {
  return (
    <Section title={m.admin_security_team()}>
      {team === null ? (
        <p className="text-small text-text-2">
          {m.admin_security_team_hidden({ permission: wordPermission('security:read') })}
        </p>
      ) : (
        <>
          <Score score={team.score}>
            {m.admin_security_people({ count: team.people, figure: formatCount(team.people) })}
          </Score>
          <Findings lines={team.findings.map((finding) => ({ code: finding.code, words: wordTeamFinding(finding) }))} />
        </>
      )}
    </Section>
  );
}

function SignIns({ signIns }: { readonly signIns: Overview['signIns'] }) {
  return (
    <Section title={m.admin_signins()}>
      {signIns.length === 0 ? <p className="text-small text-text-2">{m.admin_signins_none()}</p> : null}
      <ul className="flex flex-col">
        {signIns.slice(0, SHOWN_SIGN_INS).map((entry) => (
          <li key={entry.id} className="flex items-center gap-3 border-t border-divider py-1.5 first:border-t-0">
            <span className={classes('min-w-0 flex-1', !entry.succeeded && 'text-danger-text')}>
              {wordSignIn(entry)}
            </span>
            <Code className="text-small text-text-2">{entry.ipAddress ?? '–'}</Code>
            <RelativeTime iso={entry.at} className="w-28 text-end text-small text-text-3" />
          </li>
        ))}
      </ul>
    </Section>
  );
}
