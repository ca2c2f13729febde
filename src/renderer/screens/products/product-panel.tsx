import { ExternalLink, Ellipsis, RotateCcw, Trash2, Undo2, X } from 'lucide-react';
import { useState } from 'react';
import { ColleaguesHere } from '../../app/colleagues-here.tsx';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatCount } from '../../app/formats.ts';
import { useIsTyping, useOpenRecord } from '../../app/presence.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SidePanel } from '../../components/grid/side-panel.tsx';
import { usePutRow } from '../../components/grid/use-record-pages.ts';
import { Menu, type MenuEntry } from '../../components/menu.tsx';
import { Block } from '../../components/skeleton.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Code } from '../../components/texts.tsx';
import { Thumb } from '../../components/thumb.tsx';
import { showToast } from '../../components/toast.tsx';
import type { ProductDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';
import { plainText } from './plain-html.ts';
import { ProductDetails } from './product-details.tsx';
import { ProductHistory } from './product-history.tsx';
import { ProductImages } from './product-images.tsx';
import { ProductVariations } from './product-variations.tsx';
import { refusalOf } from './refusal-words.ts';
import { TrashDialog } from './trash-dialog.tsx';

type PanelTab = 'details' | 'variations' | 'images' | 'history';

export function ProductPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const detail = useEngineQuery('products.detail', { id }, { keepPrevious: true });
  const [tab, setTab] = useState<PanelTab>('details');
  // A record that went away while it was open is not shown as if it were still here.
  const isGone = detail.isError && engineErrorOf(detail.error).type === 'NotFound';
  const product = isGone ? undefined : detail.data;
  const { isTyping, handlers } = useIsTyping();
  useOpenRecord('products', product?.id ?? null, product?.store_id ?? null, isTyping);
  if (!product) {
    return (
      <SidePanel label={m.products_panel()} onClose={onClose}>
        <div className="flex justify-end p-2">
          <IconButton label={m.common_close()} icon={X} onPress={onClose} />
        </div>
        {detail.isError ? (
          <PanelFailed error={detail.error} onRetry={() => void detail.refetch()} />
        ) : (
          <PanelSkeleton />
        )}
      </SidePanel>
    );
  }
  const hasVariations = product.variations.length > 0 || product.type === 'variable';
  const shownTab = tab === 'variations' && !hasVariations ? 'details' : tab;
  return (
    <SidePanel label={plainText(product.name)} onClose={onClose}>
      <div role="presentation" className="contents" {...handlers}>
        <PanelHead product={product} onClose={onClose} />
        <Tabs<PanelTab>
          ariaLabel={m.products_panel_tabs()}
          selected={shownTab}
          onChange={setTab}
          className="min-h-0 flex-1"
          panelClassName="flex min-h-0 flex-col"
          items={[
            {
              id: 'details',
              label: m.products_tab_details(),
              content: <ProductDetails key={product.id} product={product} />,
            },
            ...(hasVariations
              ? [
                  {
                    id: 'variations' as const,
                    label: m.products_tab_variations(),
                    count: formatCount(product.variations.length),
                    content: <ProductVariations product={product} />,
                  },
                ]
              : []),
            {
              id: 'images',
              label: m.products_tab_images(),
              count: formatCount(product.images.length),
              content: <ProductImages product={product} />,
            },
            {
              id: 'history',
              label: m.products_tab_history(),
              content: <ProductHistory key={product.id} product={product} />,
            },
          ]}
        />
      </div>
    </SidePanel>
  );
}

function PanelHead({ product, onClose }: { readonly product: ProductDetail; readonly onClose: () => void }) {
  const [isTrashing, setTrashing] = useState(false);
  const call = useEngineCall();
  const putRow = usePutRow();

  async function restore(): Promise<void> {
    const result = await call('records.restore', { entity: 'products', id: product.id });
    if (!result.ok) return showToast({ text: refusalOf(result.error).words });
    putRow(result.value);
    showToast({ text: m.products_restored({ name: plainText(product.name) }), icon: RotateCcw });
  }

  async function undoAll(): Promise<void> {
    const result = await call('records.undo', { entity: 'products', id: product.id, field: null });
    if (!result.ok) return showToast({ text: refusalOf(result.error).words });
    putRow(result.value);
    showToast({ text: m.products_undone_all(), icon: Undo2 });
  }

  const { permalink } = product;
  const entries: readonly MenuEntry[] = [
    ...(permalink
      ? [
          {
            id: 'open',
            label: m.products_open_in_store(),
            icon: ExternalLink,
            onAction: () => void window.shell.openExternal(permalink),
          },
        ]
      : []),
    ...(product.pending.length > 0 && product.woo_id !== null
      ? [{ id: 'undo', label: m.products_undo_all(), icon: Undo2, onAction: () => void undoAll() }]
      : []),
    product.trashed
      ? { id: 'restore', label: m.products_restore(), icon: RotateCcw, onAction: () => void restore() }
      : {
          id: 'trash',
          label: product.woo_id === null ? m.products_remove() : m.products_trash(),
          icon: Trash2,
          isDestructive: true,
          onAction: () => setTrashing(true),
        },
  ];
  return (
    <div className="relative flex shrink-0 items-start gap-3 ps-4 pe-4 pt-3 pb-1">
      <Thumb src={product.image_url} size="panel" />
      <div className="min-w-0 flex-1 py-1.5">
        <h2 className="selectable pe-16 text-title font-strong">
          <bdi>{plainText(product.name)}</bdi>
        </h2>
        <p className="text-small text-text-3">
          {product.sku ? (
            <>
              {m.products_column_sku()} <Code>{product.sku}</Code>
              <span aria-hidden> · </span>
            </>
          ) : null}
          {product.woo_id === null ? (
            m.products_not_in_store()
          ) : (
            <>
              {m.products_woo_number()} <Code>{product.woo_id}</Code>
            </>
          )}
        </p>
      </div>
      <span className="absolute end-2 top-2.5 flex items-center gap-1">
        <ColleaguesHere resource="products" id={product.id} />
        <Menu
          trigger={<IconButton label={m.common_more()} icon={Ellipsis} />}
          entries={entries}
          label={m.common_more()}
        />
        <IconButton label={m.common_close()} icon={X} onPress={onClose} />
      </span>
      <TrashDialog product={product} isOpen={isTrashing} onClose={() => setTrashing(false)} />
    </div>
  );
}

function PanelFailed({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const engineError = engineErrorOf(error);
  const isGone = engineError.type === 'NotFound';
  const { title, way } = wordError(engineError);
  return (
    <EmptyState
      kind="failed"
      title={isGone ? m.products_gone() : title}
      actions={isGone ? undefined : <Button onPress={onRetry}>{m.common_try_again()}</Button>}
    >
      {isGone ? m.products_gone_way() : way}
    </EmptyState>
  );
}

function PanelSkeleton() {
  return (
    <div aria-hidden className="flex flex-col gap-4 px-4">
      <div className="flex gap-3">
        <Block className="size-14" />
        <div className="flex flex-1 flex-col justify-center gap-2">
          <Block className="h-3 w-3/5" />
          <Block className="h-2.5 w-2/5" />
        </div>
      </div>
      {[0.9, 0.7, 0.5, 0.35, 0.2].map((opacity) => (
        <div key={opacity} className="flex items-center gap-3" style={{ opacity }}>
          <Block className="h-2.5 w-24" />
          <Block className="h-7 flex-1" />
        </div>
      ))}
    </div>
  );
}
