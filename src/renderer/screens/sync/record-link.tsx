import { navigate } from '../../app/routes.ts';
import { LinkButton } from '../../components/button.tsx';
import { Name } from '../../components/texts.tsx';
import type { EntityName } from '../../../shared/domain/entities.ts';
import { m } from '../../paraglide/messages.js';
import { plainText } from '../products/plain-html.ts';

/** Notes and refunds go by the number of their order. */
function isOfOrder(entity: EntityName): boolean {
  return entity === 'orders' || entity === 'order_notes' || entity === 'order_refunds';
}

/** The name of a record; a press opens it where it has a screen of its own. */
export function RecordLink({
  entity,
  recordId,
  label,
}: {
  readonly entity: EntityName;
  readonly recordId: string | null;
  readonly label: string;
}) {
  const words =
    label === '' ? m.sync_unnamed() : isOfOrder(entity) ? m.orders_order_number({ number: label }) : plainText(label);
  const screen = entity === 'products' ? 'products' : entity === 'orders' ? 'orders' : null;
  if (screen === null || recordId === null) return <Name className="font-medium">{words}</Name>;
  return (
    <LinkButton className="max-w-full min-w-0 text-text!" onPress={() => navigate(screen, { open: recordId })}>
      <Name>{words}</Name>
    </LinkButton>
  );
}
