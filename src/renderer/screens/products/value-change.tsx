import { classes } from '../../components/class-names.ts';
import type { EntityName } from '../../../shared/domain/entities.ts';
import { valueText } from '../sync/value-text.ts';
import { shortTexts } from './short-text.ts';

/** What a field was and what it became, in one run of text. Gold when it waits to be sent. */
export function ValueChange({
  entity,
  field,
  before,
  after,
  isUnsent,
}: {
  readonly entity: EntityName;
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly isUnsent: boolean;
}) {
  const [was, is] = shortTexts(valueText(entity, field, before), valueText(entity, field, after));
  return (
    <>
      <bdi className="text-base-text line-through">{was}</bdi>{' '}
      <span aria-hidden className="inline-block text-text-3 rtl:-scale-x-100">
        →
      </span>{' '}
      <bdi className={classes('selectable font-medium', isUnsent && 'text-mine-text')}>{is}</bdi>
    </>
  );
}
