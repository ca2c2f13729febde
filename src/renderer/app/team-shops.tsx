import { Download } from 'lucide-react';
import { useState } from 'react';
import type { SharedShop } from '../../shared/contract/team-shops.ts';
import { Button } from '../components/button.tsx';
import { Note } from '../components/note.tsx';
import { SkeletonRows } from '../components/skeleton.tsx';
import { Code, Name } from '../components/texts.tsx';
import { showToast } from '../components/toast.tsx';
import { m } from '../paraglide/messages.js';
import { useEngineCall, useEngineQuery } from './engine-client.tsx';
import { engineErrorOf } from './engine-errors.ts';
import { wordError } from './error-words.ts';
import { StoreAvatar } from './store-avatar.tsx';
import { hostOf } from './store-facts.ts';
import { toastError } from './sync-actions.ts';
import { useTeam } from './use-team.ts';

/** Stores of the team that are not on this computer, each with the way to take it. Nothing for who works alone. */
export function TeamShops({ isNoneSaid = true }: { readonly isNoneSaid?: boolean }) {
  const team = useTeam();
  const isTeam = team !== undefined && team.state !== 'solo';
  const { data, error, refetch } = useEngineQuery('team.shops', {}, { enabled: isTeam });
  if (!isTeam) return null;
  const away = (data ?? []).filter(({ isHere }) => !isHere);
  if (data && away.length === 0 && !isNoneSaid) return null;
  return (
    <section aria-label={m.shared_shop_take_all()} className="flex flex-col">
      <h2 className="text-title font-strong">{m.shared_shop_take_all()}</h2>
      <p className="border-b border-border pb-3 text-small text-text-2">{m.shared_shop_take_detail()}</p>
      {error ? (
        <Note tone="offline" className="mt-2" action={{ label: m.common_try_again(), onPress: () => void refetch() }}>
          {m.shared_shop_unread()}. {wordError(engineErrorOf(error)).way}
        </Note>
      ) : null}
      {!data && !error ? <SkeletonRows rows={2} /> : null}
      {data && away.length === 0 ? <p className="py-3 text-text-2">{m.shared_shop_none()}</p> : null}
      <ul className="flex flex-col">
        {away.map((shop) => (
          <ShopRow key={shop.id} shop={shop} />
        ))}
      </ul>
    </section>
  );
}

function ShopRow({ shop }: { readonly shop: SharedShop }) {
  const call = useEngineCall();
  const [isBusy, setBusy] = useState(false);
  async function take(): Promise<void> {
    setBusy(true);
    const result = await call('team.takeShop', { storeId: shop.id });
    setBusy(false);
    if (!result.ok) return toastError(result.error);
    showToast({ text: m.shared_shop_new({ name: shop.name }), icon: Download });
  }
  return (
    <li className="flex min-h-12 items-center gap-3 border-b border-divider py-2">
      <StoreAvatar id={shop.id} letter={shop.name} size="small" />
      <span className="min-w-0 flex-1">
        <Name className="font-medium">{shop.name}</Name>
        <span className="block truncate text-small text-text-2">
          <Code>{hostOf(shop.url)}</Code> · {wordRank(shop.rank)}
        </span>
      </span>
      <Button isBusy={isBusy} aria-label={`${m.shared_shop_take()}: ${shop.name}`} onPress={() => void take()}>
        {m.shared_shop_take()}
      </Button>
    </li>
  );
}

function wordRank(rank: SharedShop['rank']): string {
  switch (rank) {
    case 'viewer':
      return m.shared_shop_rank_viewer();
    case 'manager':
      return m.shared_shop_rank_manager();
    case 'owner':
      return m.shared_shop_rank_owner();
  }
}
