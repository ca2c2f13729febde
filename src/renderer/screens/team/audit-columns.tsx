import { Clock3, Eraser, Link2 } from 'lucide-react';
import type { AuditEntry } from '../../../shared/contract/team-admin-audit.ts';
import { Icon } from '../../components/icon.tsx';
import { Code, Name, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { wordAct, wordThing } from './audit-words.ts';
import type { TeamColumn } from './team-table.tsx';

export function auditColumns(): readonly TeamColumn<AuditEntry>[] {
  return [
    {
      id: 'when',
      header: m.admin_audit_when(),
      width: 'w-32',
      render: ({ at }) => <RelativeTime iso={at} className="text-text-2" />,
    },
    {
      id: 'who',
      header: m.admin_audit_who(),
      width: 'w-[16%]',
      render: ({ person }) =>
        person === null ? <span className="text-text-3">{m.admin_system()}</span> : <Name>{person}</Name>,
    },
    {
      id: 'what',
      header: m.admin_audit_what(),
      width: 'w-[20%]',
      isName: true,
      render: ({ action }) => <Name className="font-medium">{wordAct(action)}</Name>,
    },
    {
      id: 'about',
      header: m.admin_audit_about(),
      width: 'w-[15%]',
      render: ({ about }) => <Name>{wordThing(about)}</Name>,
    },
    {
      id: 'record',
      header: m.admin_audit_record(),
      render: ({ recordName, recordId }) =>
        recordName === null ? (
          <Code isMono className="block truncate text-text-3">
            {recordId ?? '–'}
          </Code>
        ) : (
          <Name>{recordName}</Name>
        ),
    },
    {
      id: 'fields',
      header: m.admin_audit_fields(),
      width: 'w-[18%]',
      isMinor: true,
      render: ({ changedFields }) => (
        <Name className="text-text-2">{changedFields.length === 0 ? '–' : changedFields.join(', ')}</Name>
      ),
    },
    {
      id: 'chain',
      header: m.admin_audit_chain(),
      width: 'w-20',
      isMinor: true,
      render: (entry) => <ChainMark entry={entry} />,
    },
  ];
}

function ChainMark({ entry: { isLinked, isRedacted } }: { readonly entry: AuditEntry }) {
  const [shape, words] = isRedacted
    ? ([Eraser, m.admin_audit_redacted()] as const)
    : isLinked
      ? ([Link2, m.admin_audit_linked()] as const)
      : ([Clock3, m.admin_audit_waiting()] as const);
  return (
    <span data-tip={words} className="inline-flex text-text-3">
      <Icon of={shape} size={14} />
      <span className="sr-only">{words}</span>
    </span>
  );
}
