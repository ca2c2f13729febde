import { Plus } from 'lucide-react';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { navigate } from '../../app/routes.ts';
import { useShownStores, useStores, type StoreWithStatus } from '../../app/store-facts.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/choices.tsx';
import { classes } from '../../components/class-names.ts';
import { Note } from '../../components/note.tsx';
import { PageHead } from '../../components/page.tsx';
import { m } from '../../paraglide/messages.js';
import { chooseStore, useStoreId } from '../../state/view.ts';
import { ChangedProducts } from './changed-products.tsx';
import { LatestOrders } from './latest-orders.tsx';
import { LatestRuns } from './latest-runs.tsx';
import { LowStockList } from './low-stock.tsx';
import { NeedsYou } from './needs-you.tsx';
import { OrdersByStatus } from './orders-by-status.tsx';
import { StoreSection } from './store-section.tsx';

const COLUMN = 'flex min-w-0 flex-col gap-5 bg-surface px-5 py-4 rail:items-stretch';
const ALL = 'all';
/** As many as a segmented choice holds beside “All stores”; more are chosen in the sidebar. */
const MAX_SEGMENTS = 3;

/** A part per store with its state in words, what needs a person, and the orders by status. */
export function HomeScreen() {
  const shown = useShownStores();
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={m.home_title()}
        actions={
          <Button icon={Plus} onPress={() => navigate('first-run', { step: 'connect' })}>
            {m.shell_add_store()}
          </Button>
        }
      >
        <StoreChoice />
      </PageHead>
      <StatusUnread />
      <div className="flex min-h-0 flex-1 flex-col overflow-auto border-t border-border">
        <div className="grid shrink-0 grid-cols-[repeat(auto-fit,minmax(min(440px,100%),1fr))] gap-px bg-border">
          {shown.map(({ store, status }) => (
            <StoreSection key={store.id} store={store} status={status} isAlone={shown.length === 1} />
          ))}
        </div>
        <Columns shown={shown} />
      </div>
    </div>
  );
}

/** Three columns, parted by lines; a narrow window puts the third below the other two. */
function Columns({ shown }: { readonly shown: readonly StoreWithStatus[] }) {
  const storeId = shown.length === 1 ? (shown[0]?.store.id ?? null) : null;
  return (
    <div className="grid flex-1 grid-cols-2 gap-px border-t border-border bg-border rail:grid-cols-3">
      <div className={COLUMN}>
        <NeedsYou shown={shown} />
        <ChangedProducts storeId={storeId} shown={shown} />
      </div>
      <div className={COLUMN}>
        <LatestOrders storeId={storeId} shown={shown} />
        <OrdersByStatus storeId={storeId} />
      </div>
      <div className={classes(COLUMN, 'col-span-2 grid grid-cols-2 items-start rail:col-span-1 rail:flex')}>
        <LowStockList storeId={storeId} shown={shown} />
        <LatestRuns storeId={storeId} />
      </div>
    </div>
  );
}

function StoreChoice() {
  const stores = useStores() ?? [];
  const storeId = useStoreId();
  if (stores.length < 2 || stores.length > MAX_SEGMENTS) return null;
  const isKnown = stores.some(({ store }) => store.id === storeId);
  return (
    <Segmented
      ariaLabel={m.shell_stores()}
      value={isKnown && storeId !== null ? storeId : ALL}
      onChange={(id) => chooseStore(id === ALL ? null : id)}
      options={[
        { id: ALL, label: m.shell_all_stores() },
        ...stores.map(({ store }) => ({ id: store.id, label: store.name })),
      ]}
    />
  );
}

/** The sync state itself could not be read: said as such, not as silence. */
function StatusUnread() {
  const { error, refetch } = useEngineQuery('sync.status', {});
  if (!error) return null;
  const words = wordError(engineErrorOf(error));
  return (
    <Note
      tone="danger"
      role="alert"
      className="mx-4 mb-3"
      action={{ label: m.common_try_again(), onPress: () => void refetch() }}
    >
      {m.home_status_unread()}. {words.title}. {words.way}
    </Note>
  );
}
