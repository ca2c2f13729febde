import { Store as StoreIcon } from 'lucide-react';
import { useState } from 'react';
import type { MethodOutput } from '../../app/engine-client.tsx';
import { hostOf } from '../../app/store-facts.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { GridFoot } from '../../components/page.tsx';
import { Select } from '../../components/select.tsx';
import { Code, Name } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { RankSelect } from './person-panel.tsx';
import { useAdminAct, useAdminQuery, useMay } from './team-data.ts';
import { FromCentral, ReadAt } from './team-parts.tsx';
import { wordRank } from './team-words.ts';

type StoreEntry = MethodOutput<'access.stores'>['stores'][number];

/** Who works in which store, and with which rank. */
export function StoreMembers() {
  const query = useAdminQuery('access.stores', {});
  return (
    <FromCentral query={query} failed={m.admin_credentials_unread()}>
      {({ stores, readAt }) => (
        <>
          <div className="min-h-0 flex-1 overflow-auto">
            {stores.length === 0 ? (
              <EmptyState kind="empty" icon={StoreIcon} title={m.admin_stores_none()}>
                {m.admin_stores_none_way()}
              </EmptyState>
            ) : (
              <div className="flex max-w-200 flex-col gap-8 px-4 py-3">
                {stores.map((store) => (
                  <StorePeople key={store.id} store={store} />
                ))}
              </div>
            )}
          </div>
          <GridFoot>
            <div className="flex-1" />
            <ReadAt at={readAt} />
          </GridFoot>
        </>
      )}
    </FromCentral>
  );
}

function StorePeople({ store }: { readonly store: StoreEntry }) {
  const act = useAdminAct();
  const may = useMay();
  const people = useAdminQuery('members.list', {}).data?.people ?? [];
  const [heirId, setHeirId] = useState<string | null>(null);
  const canChange = may('stores:update') && store.myRank !== 'viewer';
  const outside = people.filter(({ id }) => !store.members.some(({ personId }) => personId === id));
  const heir = store.members.find(({ personId }) => personId === heirId);
  return (
    <section aria-label={store.name}>
      <div className="flex items-baseline gap-3 border-b border-border pb-2">
        <h2 className="text-title font-strong">
          <Name>{store.name}</Name>
        </h2>
        <Code className="min-w-0 flex-1 truncate text-small text-text-2">{hostOf(store.url)}</Code>
        <span className="shrink-0 text-small text-text-2">{m.admin_stores_mine({ rank: wordRank(store.myRank) })}</span>
      </div>
      <ul>
        {store.members.map(({ personId, name, rank }) => (
          <li key={personId} className="flex h-11 items-center gap-3 border-b border-divider">
            <Name className="flex-1">{name}</Name>
            {store.myRank === 'owner' && rank !== 'owner' ? (
              <Button
                size="small"
                variant="quiet"
                isDisabled={!canChange}
                aria-label={m.admin_stores_hand_over_of({ store: store.name, person: name })}
                onPress={() => setHeirId(personId)}
              >
                {m.admin_stores_hand_over()}
              </Button>
            ) : null}
            <RankSelect person={{ id: personId, name }} store={store} rank={rank} />
          </li>
        ))}
      </ul>
      {canChange && outside.length > 0 ? (
        <Select
          size="small"
          className="mt-3 w-60"
          value={null}
          label={m.admin_stores_add()}
          options={outside.map(({ id, name }) => ({ id, label: name }))}
          onChange={(personId) => {
            const person = outside.find(({ id }) => id === personId)?.name ?? '';
            void act(
              'members.setStoreRank',
              { personId, storeId: store.id, rank: 'viewer' },
              m.admin_person_rank_set({ person, store: store.name }),
            );
          }}
        />
      ) : null}
      {heir === undefined ? null : (
        <ConfirmDialog
          isOpen
          onClose={() => setHeirId(null)}
          title={m.admin_stores_hand_over_of({ store: store.name, person: heir.name })}
          cancelLabel={m.admin_ask_keep()}
          confirmLabel={m.admin_stores_hand_over()}
          onConfirm={() => {
            setHeirId(null);
            void act(
              'members.handOverStore',
              { storeId: store.id, personId: heir.personId },
              m.admin_stores_handed({ store: store.name, person: heir.name }),
            );
          }}
        >
          <p>{m.admin_stores_hand_over_body({ person: heir.name })}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
