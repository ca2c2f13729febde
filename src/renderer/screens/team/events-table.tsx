import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { SecurityEvent } from '../../../shared/contract/team-admin-security.ts';
import { wordPermission } from '../../app/permission-words.ts';
import { Chip } from '../../components/chip.tsx';
import type { Tone } from '../../components/class-names.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FilterPill } from '../../components/pill.tsx';
import { Name, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { wordEvent, wordSeverity } from './security-words.ts';
import { useAdminQuery } from './team-data.ts';
import { TeamTable, type TeamColumn } from './team-table.tsx';
import { wordRole } from './team-words.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
type Severity = (typeof SEVERITIES)[number];
const TONE: Readonly<Record<string, Tone>> = { critical: 'danger', high: 'warning', medium: 'neutral', low: 'neutral' };

/** What changed access, newest first; for those who may see the organization's security. */
export function EventsTable() {
  const [severity, setSeverity] = useState<Severity | null>(null);
  const query = useAdminQuery('security.events', { severity, limit: 200 }, { keepPrevious: true });
  const rows = query.data?.rows;
  if (rows === null || rows === undefined) return null;
  return (
    <section aria-label={m.admin_events()} className="border-t border-border">
      <div className="flex items-center gap-3 px-4 py-2">
        <h2 className="font-strong">{m.admin_events()}</h2>
        <FilterPill
          label={m.admin_events_severity()}
          options={SEVERITIES.map((id) => ({ id, label: wordSeverity(id) }))}
          selected={severity === null ? [] : [severity]}
          onChange={(next) => setSeverity(SEVERITIES.find((id) => id !== severity && next.includes(id)) ?? null)}
        />
      </div>
      <TeamTable
        label={m.admin_events()}
        columns={columnsOf()}
        rows={rows}
        whenEmpty={
          <EmptyState kind={severity === null ? 'empty' : 'none'} icon={ShieldCheck} title={m.admin_events_none()}>
            {severity === null ? m.admin_events_none_way() : m.admin_none_found_way()}
          </EmptyState>
        }
      />
    </section>
  );
}

function columnsOf(): readonly TeamColumn<SecurityEvent>[] {
  return [
    {
      id: 'what',
      header: m.admin_events_what(),
      isName: true,
      render: ({ type }) => <Name className="font-medium">{wordEvent(type)}</Name>,
    },
    {
      id: 'severity',
      header: m.admin_events_severity(),
      width: 'w-28',
      render: ({ severity }) => <Chip tone={TONE[severity] ?? 'neutral'}>{wordSeverity(severity)}</Chip>,
    },
    {
      id: 'about',
      header: m.admin_events_about(),
      width: 'w-[18%]',
      render: ({ personName }) => <Name>{personName ?? '–'}</Name>,
    },
    {
      id: 'details',
      header: m.admin_audit_fields(),
      width: 'w-[24%]',
      render: ({ details }) => <Name className="text-text-2">{detailWords(details) || '–'}</Name>,
    },
    {
      id: 'by',
      header: m.admin_events_by(),
      width: 'w-[16%]',
      render: ({ by }) => <Name className="text-text-2">{by ?? m.admin_system()}</Name>,
    },
    {
      id: 'when',
      header: m.admin_events_when(),
      width: 'w-32',
      render: ({ at }) => <RelativeTime iso={at} className="text-text-2" />,
    },
  ];
}

/** What it was about: a permission, a role, a reason. */
function detailWords(details: Readonly<Record<string, unknown>>): string {
  const { permission, role, reason } = details;
  return [
    typeof permission === 'string' ? wordPermission(permission) : null,
    typeof role === 'string' ? wordRole({ slug: role, name: role }) : null,
    typeof reason === 'string' ? reason : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
