import { X } from 'lucide-react';
import type { AuditEntry } from '../../../shared/contract/team-admin-audit.ts';
import { IconButton } from '../../components/button.tsx';
import { SidePanel } from '../../components/grid/side-panel.tsx';
import { Section } from '../../components/page.tsx';
import { Code, Name } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { changesOf, type ChangedField } from './audit-changes.ts';
import { wordAct, wordThing } from './audit-words.ts';
import { useAdminQuery } from './team-data.ts';
import { useDates } from './use-dates.ts';

/** One entry: what stood there before and after, and its place in the chain. */
export function AuditPanel({ entry, onClose }: { readonly entry: AuditEntry; readonly onClose: () => void }) {
  const query = useAdminQuery('audit.entry', { id: entry.id });
  const { moment } = useDates();
  const title = `${wordAct(entry.action)}, ${wordThing(entry.about)}`;
  const detail = query.data;
  const changes = detail ? changesOf(detail.before, detail.after, detail.metadata) : [];
  return (
    <SidePanel label={m.admin_audit_entry()} onClose={onClose}>
      <div className="flex items-center gap-2 border-b border-border py-2 ps-4 pe-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-title font-strong">
            <Name>{title}</Name>
          </h2>
          <p className="truncate text-small text-text-2">
            {entry.person ?? m.admin_system()}, {moment(entry.at)}
          </p>
        </div>
        <IconButton label={m.admin_person_close()} icon={X} onPress={onClose} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-auto p-4" aria-busy={query.isPending}>
        {detail && changes.length === 0 ? <p className="text-text-2">{m.admin_audit_nothing_more()}</p> : null}
        {changes.length > 0 ? <Changes changes={changes} /> : null}
        {detail ? (
          <Section title={m.admin_audit_chain()}>
            <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-small">
              <dt className="text-text-2">{m.admin_audit_link()}</dt>
              <dd>{detail.chainSeq ?? m.admin_audit_waiting()}</dd>
              <dt className="text-text-2">{m.admin_audit_hash()}</dt>
              <dd className="min-w-0 break-all">
                <Code isMono>{detail.hash ?? '–'}</Code>
              </dd>
              <dt className="text-text-2">{m.admin_audit_address()}</dt>
              <dd>
                <Code>{detail.ipAddress ?? '–'}</Code>
              </dd>
            </dl>
          </Section>
        ) : null}
      </div>
    </SidePanel>
  );
}

function Changes({ changes }: { readonly changes: readonly ChangedField[] }) {
  return (
    <table className="w-full table-fixed border-collapse text-small">
      <thead>
        <tr className="border-b border-border text-text-2">
          <th scope="col" className="w-[34%] py-1 text-start font-medium">
            {m.admin_audit_field()}
          </th>
          <th scope="col" className="py-1 text-start font-medium">
            {m.admin_audit_before()}
          </th>
          <th scope="col" className="py-1 text-start font-medium">
            {m.admin_audit_after()}
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after, isChanged }) => (
          <tr key={field} className="border-b border-divider align-top">
            <th scope="row" className="py-1 pe-2 text-start font-medium break-words">
              <Code>{field}</Code>
            </th>
            <td className="py-1 pe-2 break-words text-text-2">
              <bdi>{before}</bdi>
            </td>
            <td className={isChanged ? 'py-1 break-words' : 'py-1 break-words text-text-3'}>
              <bdi>{after}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
