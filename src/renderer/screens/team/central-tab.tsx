import { Wrench } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CentralStore } from '../../../shared/contract/team-admin-central.ts';
import type { TeamStatus } from '../../../shared/contract/team.ts';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { formatCount, formatDuration } from '../../app/formats.ts';
import { replaceParams } from '../../app/routes.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Section } from '../../components/page.tsx';
import { Code, Name, RelativeTime, useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { CentralDoctor } from './central-doctor.tsx';
import { useAdminQuery, useTeamStatus } from './team-data.ts';
import { FromCentral, ReadAt, useWhen } from './team-parts.tsx';
import { TeamTable, type TeamColumn } from './team-table.tsx';

type State = MethodOutput<'central.state'>;

/** How far this computer is from central, who talks to which shop, what waits, and whether the server is sound. */
export function CentralTab() {
  const status = useTeamStatus();
  const query = useAdminQuery('central.state', {});
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="grid grid-cols-2 gap-x-10 gap-y-6 px-4 py-4">
        {status === null ? null : <HereSection status={status} latencyMs={query.data?.latencyMs ?? null} />}
        {query.data === undefined ? null : <ServerSection state={query.data} />}
      </div>
      <FromCentral query={query} failed={m.admin_central_unread()}>
        {({ stores, readAt }) => (
          <section aria-label={m.admin_central_stores()} className="border-t border-border">
            <div className="flex items-center px-4 py-2">
              <h2 className="flex-1 font-strong">{m.admin_central_stores()}</h2>
              <ReadAt at={readAt} />
            </div>
            <TeamTable
              label={m.admin_central_stores()}
              columns={storeColumns()}
              rows={stores}
              whenEmpty={<p className="px-4 pb-4 text-text-2">{m.admin_central_stores_none()}</p>}
            />
          </section>
        )}
      </FromCentral>
      <CentralDoctor />
      <div className="border-t border-border px-4 py-4">
        <Section
          title={m.admin_central_setup()}
          aside={
            <Button icon={Wrench} onPress={() => replaceParams({ setup: 'open' })}>
              {m.admin_central_setup_open()}
            </Button>
          }
        >
          <p className="text-small text-text-2">{m.admin_central_setup_body()}</p>
        </Section>
      </div>
    </div>
  );
}

function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-[9rem_1fr] gap-x-4">{children}</dl>;
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="border-b border-divider py-1.5 text-text-2">{term}</dt>
      <dd className="min-w-0 border-b border-divider py-1.5">{children}</dd>
    </>
  );
}

function HereSection({ status, latencyMs }: { readonly status: TeamStatus; readonly latencyMs: number | null }) {
  const isConnected = status.state === 'connected';
  const { lag } = status;
  return (
    <Section title={m.admin_central_here()}>
      <Facts>
        <Fact term={m.admin_central_contact()}>
          <span className="flex items-center gap-2">
            <Chip tone={isConnected ? 'success' : 'offline'}>
              {isConnected ? m.admin_central_connected() : m.admin_central_no_contact()}
            </Chip>
            <RelativeTime iso={status.lastContactAt} isFresh className="text-text-2" />
          </span>
        </Fact>
        <Fact term={m.admin_central_round_trip()}>
          {latencyMs === null ? '–' : m.admin_central_ms({ ms: formatCount(Math.max(1, Math.round(latencyMs))) })}
        </Fact>
        <Fact term={m.admin_central_waiting()}>
          <Waiting lag={lag} />
        </Fact>
        <Fact term={m.admin_central_lag()}>
          <Lag lag={lag} />
        </Fact>
        <Fact term={m.admin_central_last_push()}>
          <Last iso={lag?.lastPushAt} isMeasured={lag !== null} />
        </Fact>
        <Fact term={m.admin_central_last_pull()}>
          <Last iso={lag?.lastPullAt} isMeasured={lag !== null} />
        </Fact>
      </Facts>
    </Section>
  );
}

function Waiting({ lag }: { readonly lag: TeamStatus['lag'] }) {
  const when = useWhen();
  if (lag === null) return <NotYet />;
  if (lag.waitingLines === 0) return <span className="text-text-3">{m.admin_central_nothing_waits()}</span>;
  return (
    <span className="text-mine-text">
      {m.admin_central_lines({
        count: lag.waitingLines,
        figure: formatCount(lag.waitingLines),
        when: lag.oldestLineAt === null ? '–' : when(lag.oldestLineAt),
      })}
    </span>
  );
}

/** How old the oldest thing is that central has not from here. */
function Lag({ lag }: { readonly lag: TeamStatus['lag'] }) {
  const nowMs = useNow(1000);
  if (lag === null) return <NotYet />;
  if (lag.oldestLineAt === null) return <span className="text-text-3">{m.admin_central_lag_none()}</span>;
  return <>{formatDuration(Math.max(1, (nowMs - Date.parse(lag.oldestLineAt)) / 1000))}</>;
}

function Last({ iso, isMeasured }: { readonly iso: string | null | undefined; readonly isMeasured: boolean }) {
  if (!isMeasured) return <NotYet />;
  if (iso === null || iso === undefined) return <span className="text-text-3">{m.admin_central_never()}</span>;
  return <RelativeTime iso={iso} isFresh />;
}

function NotYet() {
  return <span className="text-text-3">{m.admin_central_not_yet()}</span>;
}

function ServerSection({ state }: { readonly state: State }) {
  const status = useTeamStatus();
  const { jobs } = state;
  const major = Math.floor(state.serverVersion / 10_000);
  return (
    <Section title={m.admin_central_server()}>
      <Facts>
        <Fact term={m.admin_central_address()}>
          <Code className="block truncate">{status?.address ?? '–'}</Code>
        </Fact>
        <Fact term={m.admin_central_version()}>
          <Code>{`${major}.${state.serverVersion % 10_000}`}</Code>
        </Fact>
        <Fact term={m.admin_central_schema()}>{formatCount(state.schemaVersion)}</Fact>
        <Fact term={m.admin_central_people_now()}>
          {m.admin_central_people_count({ count: state.activePeople, figure: formatCount(state.activePeople) })}
        </Fact>
        <Fact term={m.admin_central_jobs()}>
          {m.admin_central_jobs_words({
            queued: formatCount(jobs.queued),
            running: formatCount(jobs.running),
            dead: formatCount(jobs.dead),
          })}
        </Fact>
      </Facts>
    </Section>
  );
}

function storeColumns(): readonly TeamColumn<CentralStore>[] {
  const figure = (
    id: 'queued' | 'sending' | 'unknown' | 'refused',
    header: string,
    width: string,
  ): TeamColumn<CentralStore> => ({
    id,
    header,
    width,
    isFigure: true,
    render: (store) => <span className={store[id] === 0 ? 'text-text-3' : ''}>{formatCount(store[id])}</span>,
  });
  return [
    {
      id: 'store',
      header: m.admin_central_store(),
      isName: true,
      render: ({ name }) => <Name className="font-medium">{name}</Name>,
    },
    {
      id: 'holder',
      header: m.admin_central_holder(),
      width: 'w-[18%]',
      render: ({ lease }) => (
        <span className="flex min-w-0 items-center gap-2">
          <Name>{lease?.person ?? '–'}</Name>
          {lease?.isThis ? <Chip>{m.admin_this_device()}</Chip> : null}
        </span>
      ),
    },
    {
      id: 'lease',
      header: m.admin_central_lease(),
      width: 'w-[18%]',
      render: ({ lease }) => <LeaseWords lease={lease} />,
    },
    figure('queued', m.admin_central_queued(), 'w-20'),
    figure('sending', m.admin_central_sending(), 'w-20'),
    figure('unknown', m.admin_central_unknown(), 'w-36'),
    figure('refused', m.admin_central_refused(), 'w-20'),
    {
      id: 'oldest',
      header: m.admin_central_oldest(),
      width: 'w-28',
      render: ({ oldestAt }) => <RelativeTime iso={oldestAt} className="text-text-2" />,
    },
    {
      id: 'read',
      header: m.admin_central_read(),
      width: 'w-36',
      render: ({ lastReadAt }) => <RelativeTime iso={lastReadAt} className="text-text-2" />,
    },
  ];
}

function LeaseWords({ lease }: { readonly lease: CentralStore['lease'] }) {
  const when = useWhen();
  if (lease === null) return <span className="text-text-3">{m.admin_central_lease_none()}</span>;
  return (
    <span className={lease.isLive ? '' : 'text-text-3'}>
      {lease.isLive
        ? m.admin_central_lease_live({ when: when(lease.renewedAt ?? lease.expiresAt) })
        : m.admin_central_lease_over({ when: when(lease.expiresAt) })}
    </span>
  );
}
