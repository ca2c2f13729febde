import { Boxes, CircleDot, FolderTree, Percent, Tag, X } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import type { IconShape } from '../../components/icon.tsx';
import { formatCount } from '../../app/formats.ts';
import { m } from '../../paraglide/messages.js';

export const BULK_PARTS = ['price', 'sale', 'stock', 'status', 'categories'] as const;
export type BulkPartName = (typeof BULK_PARTS)[number];
/** The bar with its distance from the foot: so much room the list keeps behind its last row. */
export const BULK_BAR_PX = 76;

const LOOKS: Readonly<Record<BulkPartName, readonly [IconShape, () => string]>> = {
  price: [Tag, m.bulk_price],
  sale: [Percent, m.bulk_sale],
  stock: [Boxes, m.bulk_stock],
  status: [CircleDot, m.bulk_status],
  categories: [FolderTree, m.bulk_categories],
};

/** What can be done to all ticked products; floats above the foot of the list. */
export function BulkBar({
  count,
  onOpen,
  onClear,
}: {
  readonly count: number;
  readonly onOpen: (part: BulkPartName) => void;
  readonly onClear: () => void;
}) {
  if (count === 0) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-12 z-10 flex justify-center px-4">
      <div
        role="toolbar"
        aria-label={m.bulk_toolbar()}
        className="float-in pointer-events-auto flex min-h-11 max-w-full flex-wrap items-center gap-1 rounded-r3 bg-raised ps-3 pe-1.5 shadow-3 forced-colors:border"
      >
        <span role="status" className="me-2 border-e border-border pe-3 font-strong whitespace-nowrap">
          {m.bulk_selected({ count, figure: formatCount(count) })}
        </span>
        {BULK_PARTS.map((part) => {
          const [icon, words] = LOOKS[part];
          return (
            <Button key={part} variant="quiet" icon={icon} onPress={() => onOpen(part)}>
              {words()}
            </Button>
          );
        })}
        <IconButton label={m.bulk_clear()} keys="Esc" icon={X} onPress={onClear} />
      </div>
    </div>
  );
}
