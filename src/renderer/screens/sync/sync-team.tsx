import { useState } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { wordAsOf, wordStoreRole, type StoreTeam } from '../../app/store-team-words.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { Section } from '../../components/page.tsx';
import { RelativeTime } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import type { Store } from '../../../shared/contract/stores.ts';
import { m } from '../../paraglide/messages.js';

/** Who of the team talks to this shop, how old its numbers are here, and what the team was not told yet. */
export function SyncTeam({
  store,
  team,
  waiting,
}: {
  readonly store: Store;
  readonly team: StoreTeam;
  /** Changes of this shop that it has not got yet. */
  readonly waiting: number;
}) {
  const holder = team.role === 'follower' ? (team.holder?.name ?? '') : '';
  return (
    <Section title={m.shared_team()}>
      <p>{wordStoreRole(team)}</p>
      {team.role === 'follower' && (
        <p className="text-small text-text-2">
          {wordAsOf(team)} {team.read === null ? null : <RelativeTime iso={team.read.at} isFresh />}
        </p>
      )}
      {holder !== '' && waiting > 0 && (
        <p className="text-small text-mine-text">
          {m.shared_waits_for_holder({ count: waiting, figure: formatCount(waiting), name: holder })}
        </p>
      )}
      <p className="text-small text-text-2">
        {team.waiting === 0
          ? m.shared_waiting_none()
          : m.shared_waiting({ count: team.waiting, figure: formatCount(team.waiting) })}
      </p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 text-small text-text-2">
        <dt>{m.shared_last_push()}</dt>
        <dd>{team.lastPushAt === null ? m.shared_never() : <RelativeTime iso={team.lastPushAt} isFresh />}</dd>
        <dt>{m.shared_last_pull()}</dt>
        <dd>{team.lastPullAt === null ? m.shared_never() : <RelativeTime iso={team.lastPullAt} isFresh />}</dd>
        {team.aloneSince !== null && (
          <>
            <dt>{m.shared_alone_since()}</dt>
            <dd>
              <RelativeTime iso={team.aloneSince} />
            </dd>
          </>
        )}
      </dl>
      {!team.reachable && team.role !== 'alone' && <Note tone="offline">{m.shared_unreachable()}</Note>}
      <WorkAlone store={store} team={team} />
    </Section>
  );
}

/** Only while the database is away is there a reason to begin; ending it is always possible. [LEASE5] */
export function WorkAlone({ store, team }: { readonly store: Store; readonly team: StoreTeam }) {
  const call = useEngineCall();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const isAlone = team.role === 'alone';
  if (team.reachable && !isAlone) return null;

  async function change(alone: boolean): Promise<void> {
    setBusy(true);
    const result = await call('team.workAlone', { storeId: store.id, alone });
    setBusy(false);
    setAsking(false);
    if (!result.ok) return toastError(result.error);
    showToast({ text: alone ? m.shared_alone_on({ name: store.name }) : m.shared_alone_off() });
  }
  return (
    <>
      <Button
        className="self-start"
        isBusy={isBusy && isAlone}
        onPress={() => (isAlone ? void change(false) : setAsking(true))}
      >
        {isAlone ? m.shared_alone_end() : m.shared_alone()}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={m.shared_alone_title({ name: store.name })}
        confirmLabel={m.shared_alone()}
        isDangerous
        isBusy={isBusy}
        onConfirm={() => void change(true)}
      >
        <p>{m.shared_alone_body()}</p>
      </ConfirmDialog>
    </>
  );
}
