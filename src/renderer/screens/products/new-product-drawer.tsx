import { Package } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useEngineCall } from '../../app/engine-client.tsx';
import { wordField } from '../../app/field-words.ts';
import { currencySign } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { Button } from '../../components/button.tsx';
import { StatusDot } from '../../components/chip.tsx';
import { Drawer } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { statusWords } from './product-words.ts';
import { refusalOf, type Refusal } from './refusal-words.ts';
import { useShop, useShops } from './use-shop.ts';

const EMPTY = { name: '', sku: '', regular_price: '', stock_quantity: '', status: 'draft' };
type NewProduct = typeof EMPTY;
type NewStatus = 'publish' | 'draft' | 'pending' | 'private';
const STATUSES: readonly NewStatus[] = ['draft', 'publish', 'pending', 'private'];

/** A product that is born here: kept on this computer until the store has it. */
export function NewProductDrawer({
  isOpen,
  onClose,
  onCreated,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onCreated: (id: string) => void;
}) {
  const shops = useShops();
  const shown = useShop();
  const [storeId, setStoreId] = useState<string | null>(null);
  const shop = shops.find(({ id }) => id === storeId) ?? shown;
  const [values, setValues] = useState<NewProduct>(EMPTY);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const call = useEngineCall();
  const locale = useLocale();

  function type(field: keyof NewProduct, text: string): void {
    setRefused(null);
    setValues((now) => ({ ...now, [field]: text }));
  }

  async function create(): Promise<void> {
    if (values.name.trim() === '') return setRefused({ field: 'name', words: m.products_new_name_needed() });
    setBusy(true);
    const filled = Object.fromEntries(Object.entries(values).filter(([, text]) => text.trim() !== ''));
    const withStock = values.stock_quantity.trim() === '' ? filled : { ...filled, manage_stock: true };
    const result = await call('records.create', {
      entity: 'products',
      storeId: shop?.id ?? null,
      values: withStock,
      locale,
    });
    setBusy(false);
    if (!result.ok) return setRefused(refusalOf(result.error));
    setValues(EMPTY);
    onCreated(result.value.id);
    showToast({
      text: shop?.mode === 'watch' ? m.products_created_watch() : m.products_created(),
      icon: Package,
    });
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    void create();
  }

  const errorOf = (field: keyof NewProduct): string | null => (refused?.field === field ? refused.words : null);
  const isKnownField = refused?.field !== null && Object.keys(EMPTY).some((field) => field === refused?.field);
  return (
    <Drawer
      isOpen={isOpen}
      onClose={onClose}
      title={m.products_new()}
      foot={
        <>
          <span className="min-w-0 flex-1 text-small text-text-3">
            {shop?.mode === 'watch' ? m.products_new_kept_watch() : m.products_new_kept()}
          </span>
          <Button variant="quiet" onPress={onClose}>
            {m.common_cancel()}
          </Button>
          <Button variant="primary" type="submit" form="new-product" isBusy={isBusy}>
            {m.products_new_create()}
          </Button>
        </>
      }
    >
      <form id="new-product" onSubmit={onSubmit} className="flex flex-col gap-4">
        {refused && !isKnownField && (
          <Note tone="danger" role="alert">
            {refused.words}
          </Note>
        )}
        {shops.length > 1 && (
          <Select
            label={m.products_new_store()}
            options={shops.map(({ id, name }) => ({ id, label: name }))}
            value={shop?.id ?? null}
            onChange={setStoreId}
            error={shop ? null : m.products_new_store_needed()}
          />
        )}
        <TextField
          autoFocus
          label={wordField('name')}
          value={values.name}
          onChange={(text) => type('name', text)}
          error={errorOf('name')}
        />
        <TextField
          isCode
          label={wordField('sku')}
          value={values.sku}
          onChange={(text) => type('sku', text)}
          error={errorOf('sku')}
          hint={m.products_new_sku_hint()}
        />
        <TextField
          isCode
          label={wordField('regular_price')}
          value={values.regular_price}
          onChange={(text) => type('regular_price', text)}
          error={errorOf('regular_price')}
          unit={currencySign(shop?.currency ?? '')}
        />
        <TextField
          isCode
          label={wordField('stock_quantity')}
          value={values.stock_quantity}
          onChange={(text) => type('stock_quantity', text)}
          error={errorOf('stock_quantity')}
          hint={m.products_new_stock_hint()}
        />
        <Select<NewStatus>
          label={wordField('status')}
          options={STATUSES.map((status) => ({
            id: status,
            label: statusWords(status),
            mark: <StatusDot isHollow={status !== 'publish'} />,
          }))}
          value={STATUSES.find((status) => status === values.status) ?? 'draft'}
          onChange={(status) => type('status', status)}
          error={errorOf('status')}
        />
        {/* Enter in a field sends the form although its button stands in the drawer's foot. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Drawer>
  );
}
