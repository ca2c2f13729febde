import { FileDown, Link2, Lock, ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { AuditEntry } from '../../../shared/contract/team-admin-audit.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { wordPermission } from '../../app/permission-words.ts';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { GridFoot } from '../../components/page.tsx';
import { m } from '../../paraglide/messages.js';
import { auditColumns } from './audit-columns.tsx';
import { AuditPanel } from './audit-panel.tsx';
import { AuditToolbar } from './audit-toolbar.tsx';
import { ChainNote, useVerify } from './chain-note.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { isNarrowed, NO_FILTERS, questionOf, type AuditFilters } from './audit-question.ts';
import { useAdminQuery, useMay } from './team-data.ts';
import { FromCentral, ReadAt } from './team-parts.tsx';
import { TeamTable } from './team-table.tsx';

const PAGE = 100;
const PERMISSION = 'audit:read';

/** What people did: filtered, verified and taken out. */
export function AuditTab() {
  const may = useMay();
  if (!may(PERMISSION)) {
    return (
      <EmptyState kind="empty" icon={Lock} title={m.admin_audit_hidden({ permission: wordPermission(PERMISSION) })}>
        {m.admin_audit_hidden_way()}
      </EmptyState>
    );
  }
  return <Trail />;
}

function Trail() {
  const { params } = useRoute();
  const [filters, setFilters] = useState<AuditFilters>(NO_FILTERS);
  const [isExporting, setExporting] = useState(false);
  const verify = useVerify();
  const question = questionOf(filters);
  const query = useAdminQuery('audit.list', { ...question, limit: PAGE }, { keepPrevious: true });
  // what was read below the first page belongs to one question
  const questionKey = JSON.stringify(question);
  const [older, setOlder] = useState<Older>({ of: questionKey, rows: [], next: null });
  const olderRows = older.of === questionKey ? older.rows : [];
  return (
    <>
      <AuditToolbar filters={filters} onChange={(changes) => setFilters({ ...filters, ...changes })}>
        <Button icon={Link2} isBusy={verify.isBusy} busyLabel={m.admin_audit_verifying()} onPress={verify.run}>
          {m.admin_audit_verify()}
        </Button>
        <Button icon={FileDown} onPress={() => setExporting(true)}>
          {m.admin_audit_export()}
        </Button>
      </AuditToolbar>
      <ChainNote result={verify.result} />
      <FromCentral query={query} failed={m.admin_audit_unread()}>
        {(page) => {
          const known = new Set(page.rows.map(({ id }) => id));
          const rows = [...page.rows, ...olderRows.filter(({ id }) => !known.has(id))];
          const next = olderRows.length > 0 ? older.next : page.next;
          const opened = rows.find(({ id }) => id === params['open']);
          return (
            <>
              <div className="relative flex min-h-0 flex-1">
                <div className="min-h-0 min-w-0 flex-1 overflow-auto">
                  <TeamTable
                    label={m.admin_tab_audit()}
                    columns={auditColumns()}
                    rows={rows}
                    openId={opened?.id ?? null}
                    onOpen={({ id }) => replaceParams({ open: id })}
                    whenEmpty={<Empty filters={filters} onClear={() => setFilters(NO_FILTERS)} />}
                  />
                  {next === null ? null : (
                    <OlderButton
                      question={question}
                      before={next}
                      onRead={(read) =>
                        setOlder({ of: questionKey, rows: [...olderRows, ...read.rows], next: read.next })
                      }
                    />
                  )}
                </div>
                {opened ? (
                  <AuditPanel key={opened.id} entry={opened} onClose={() => replaceParams({ open: '' })} />
                ) : null}
              </div>
              <GridFoot>
                <span role="status">{m.admin_shown({ count: rows.length, figure: formatCount(rows.length) })}</span>
                <div className="flex-1" />
                <ReadAt at={page.readAt} />
              </GridFoot>
            </>
          );
        }}
      </FromCentral>
      {isExporting ? <ExportDialog question={question} onClose={() => setExporting(false)} /> : null}
    </>
  );
}

type Older = { readonly of: string; readonly rows: readonly AuditEntry[]; readonly next: string | null };

function OlderButton({
  question,
  before,
  onRead,
}: {
  readonly question: ReturnType<typeof questionOf>;
  readonly before: string;
  readonly onRead: (read: { readonly rows: readonly AuditEntry[]; readonly next: string | null }) => void;
}) {
  const call = useEngineCall();
  const [isBusy, setBusy] = useState(false);
  const read = async (): Promise<void> => {
    setBusy(true);
    const answer = await call('audit.list', { ...question, before, limit: PAGE });
    setBusy(false);
    if (answer.ok) onRead(answer.value);
    else toastError(answer.error);
  };
  return (
    <div className="px-4 py-3">
      <Button size="small" isBusy={isBusy} onPress={() => void read()}>
        {m.admin_audit_older()}
      </Button>
    </div>
  );
}

function Empty({ filters, onClear }: { readonly filters: AuditFilters; readonly onClear: () => void }) {
  if (!isNarrowed(filters)) {
    return (
      <EmptyState kind="empty" icon={ScrollText} title={m.admin_audit_none()}>
        {m.admin_audit_none_way()}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      kind="none"
      title={m.admin_none_found()}
      actions={<Button onPress={onClear}>{m.admin_clear_filters()}</Button>}
    >
      {m.admin_none_found_way()}
    </EmptyState>
  );
}
