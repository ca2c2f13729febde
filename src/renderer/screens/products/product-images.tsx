import { Image } from 'lucide-react';
import { EmptyState } from '../../components/empty-state.tsx';
import type { ProductDetail } from '../../../shared/contract/records.ts';
import { m } from '../../paraglide/messages.js';

/** The product's pictures in the store's order; the first is the one in lists. */
export function ProductImages({ product }: { readonly product: ProductDetail }) {
  if (product.images.length === 0) {
    return (
      <EmptyState kind="empty" icon={Image} title={m.products_images_empty()}>
        {m.products_images_empty_way()}
      </EmptyState>
    );
  }
  return (
    <ul aria-label={m.products_tab_images()} className="grid grid-cols-2 gap-3 overflow-auto p-4">
      {product.images.map((image, at) => (
        <li key={`${image.woo_id ?? image.src}-${at}`} className="flex min-w-0 flex-col gap-1">
          <span className="flex aspect-square items-center justify-center overflow-hidden rounded-r3 border border-border bg-sunken">
            <img
              src={image.src}
              alt={image.alt}
              loading="lazy"
              decoding="async"
              referrerPolicy="no-referrer"
              className="product-picture size-full object-contain"
            />
          </span>
          <span dir="auto" className="truncate text-small text-text-3">
            {at === 0 ? m.products_image_first() : image.alt || m.products_image_no_alt()}
          </span>
        </li>
      ))}
    </ul>
  );
}
