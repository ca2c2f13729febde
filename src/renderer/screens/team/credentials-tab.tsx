import { Eye, Store as StoreIcon } from 'lucide-react';
import { useState } from 'react';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { hostOf } from '../../app/store-facts.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { GridFoot } from '../../components/page.tsx';
import { Code, Name, RelativeTime } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { RevealDialog } from './reveal-dialog.tsx';
import { useAdminQuery } from './team-data.ts';
import { FromCentral, ReadAt } from './team-parts.tsx';
import { TeamTable, type TeamColumn } from './team-table.tsx';
import { wordRank } from './team-words.ts';

type StoreEntry = MethodOutput<'credentials.list'>['stores'][number];
type LogEntry = NonNullable<MethodOutput<'credentials.log'>['rows']>[number];

/** The keys of stores, shown to their owners and logged; and the log. */
export function CredentialsTab() {
  const query = useAdminQuery('credentials.list', {});
  const [asked, setAsked] = useState<StoreEntry | null>(null);
  return (
    <FromCentral query={query} failed={m.admin_credentials_unread()}>
      {({ stores, readAt }) => (
        <>
          <div className="min-h-0 flex-1 overflow-auto">
            <TeamTable
              label={m.admin_tab_credentials()}
              columns={columnsOf(setAsked)}
              rows={stores}
              whenEmpty={
                <EmptyState kind="empty" icon={StoreIcon} title={m.admin_credentials_none()}>
                  {m.admin_credentials_none_way()}
                </EmptyState>
              }
            />
            <Log />
          </div>
          <GridFoot>
            <div className="flex-1" />
            <ReadAt at={readAt} />
          </GridFoot>
          {asked === null ? null : <RevealDialog key={asked.id} store={asked} onClose={() => setAsked(null)} />}
        </>
      )}
    </FromCentral>
  );
}

function columnsOf(onAsk: (store: StoreEntry) => void): readonly TeamColumn<StoreEntry>[] {
  return [
    {
      id: 'store',
      header: m.admin_credentials_store(),
      isName: true,
      render: ({ name }) => <Name className="font-medium">{name}</Name>,
    },
    {
      id: 'url',
      header: m.admin_credentials_url(),
      width: 'w-[28%]',
      render: ({ url }) => <Code className="text-text-2">{hostOf(url)}</Code>,
    },
    { id: 'rank', header: m.admin_credentials_rank(), width: 'w-36', render: ({ myRank }) => wordRank(myRank) },
    {
      id: 'reveal',
      header: m.admin_credentials_reveal(),
      isHeaderHidden: true,
      width: 'w-72',
      render: (store) => (
        <span className="flex items-center justify-end gap-3">
          {store.myRank === 'owner' ? null : (
            <span className="truncate text-small text-text-3">{m.admin_credentials_owners()}</span>
          )}
          <Button
            size="small"
            icon={Eye}
            isDisabled={store.myRank !== 'owner'}
            aria-label={m.admin_credentials_reveal_of({ store: store.name })}
            onPress={() => onAsk(store)}
          >
            {m.admin_credentials_reveal()}
          </Button>
        </span>
      ),
    },
  ];
}

function Log() {
  const query = useAdminQuery('credentials.log', { limit: 200 });
  const rows = query.data?.rows;
  if (rows === undefined) return null;
  return (
    <section aria-label={m.admin_credentials_log()} className="mt-6 border-t border-border">
      <h2 className="px-4 py-2 font-strong">{m.admin_credentials_log()}</h2>
      {rows === null ? <p className="px-4 text-small text-text-2">{m.admin_credentials_log_hidden()}</p> : null}
      {rows === null ? null : (
        <TeamTable
          label={m.admin_credentials_log()}
          columns={logColumns()}
          rows={rows}
          whenEmpty={<p className="px-4 pb-4 text-small text-text-2">{m.admin_credentials_log_none()}</p>}
        />
      )}
    </section>
  );
}

function logColumns(): readonly TeamColumn<LogEntry>[] {
  return [
    {
      id: 'when',
      header: m.admin_audit_when(),
      width: 'w-36',
      render: ({ at }) => <RelativeTime iso={at} className="text-text-2" />,
    },
    {
      id: 'who',
      header: m.admin_audit_who(),
      width: 'w-[22%]',
      isName: true,
      render: ({ person }) => <Name className="font-medium">{person ?? m.admin_system()}</Name>,
    },
    { id: 'what', header: m.admin_audit_what(), render: (entry) => <Name>{actWords(entry)}</Name> },
    {
      id: 'store',
      header: m.admin_credentials_store(),
      width: 'w-[22%]',
      render: ({ storeName }) => <Name>{storeName ?? '–'}</Name>,
    },
    {
      id: 'ip',
      header: m.admin_sessions_ip(),
      width: 'w-40',
      render: ({ ipAddress }) => <Code className="text-text-2">{ipAddress ?? '–'}</Code>,
    },
  ];
}

function actWords({ act, device }: LogEntry): string {
  if (act === 'revealed') return m.admin_credentials_revealed();
  return device === null ? m.admin_credentials_shared_unknown() : m.admin_credentials_shared({ device });
}
