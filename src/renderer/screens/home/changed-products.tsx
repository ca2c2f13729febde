import { productRow } from '../../../shared/contract/records.ts';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { navigate } from '../../app/routes.ts';
import type { StoreWithStatus } from '../../app/store-facts.ts';
import { typedRows } from '../../app/typed-rows.ts';
import { Money, Name, RelativeTime } from '../../components/texts.tsx';
import { Thumb } from '../../components/thumb.tsx';
import { m } from '../../paraglide/messages.js';
import { HomeList, HomeRow, StoreMark } from './home-list.tsx';

const ROOM = { short: 7, tall: 13 };

/** The products that the store changed last, by its own clock. */
export function ChangedProducts({
  storeId,
  shown,
}: {
  readonly storeId: string | null;
  readonly shown: readonly StoreWithStatus[];
}) {
  const answer = useEngineQuery('records.list', {
    entity: 'products',
    storeId,
    sort: { field: 'woo_modified_at', descending: true },
    limit: ROOM.tall,
  });
  const currencyOf = (id: string): string | null => shown.find(({ store }) => store.id === id)?.store.currency ?? null;
  return (
    <HomeList
      title={m.home_changed()}
      answer={answer}
      empty={m.home_changed_none()}
      room={ROOM}
      onAll={() => navigate('products', { sort: '-woo_modified_at' })}
      rowsOf={({ rows }) =>
        typedRows(productRow, rows).map((row) => (
          <HomeRow key={row.id} onPress={() => navigate('products', { sort: '-woo_modified_at', open: row.id })}>
            <Thumb src={row.image_url} />
            <Name className="flex-1">{row.name}</Name>
            <StoreMark id={row.store_id} shown={shown} />
            <RelativeTime iso={row.woo_modified_at} isShort className="shrink-0 text-small text-text-3" />
            <span className="figures min-w-18 shrink-0">
              <Money value={row.price} currency={currencyOf(row.store_id)} />
            </span>
          </HomeRow>
        ))
      }
    />
  );
}
