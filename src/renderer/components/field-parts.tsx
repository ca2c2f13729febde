import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components/TextField';
import { classes } from './class-names.ts';
import { Icon } from './icon.tsx';

export type FieldSize = 'normal' | 'small';

/** Height, line and ground of every input and select; `isChanged` is the gold of an edit that was not sent. */
export function boxClasses(size: FieldSize, isChanged: boolean): string {
  return classes(
    'tint flex w-full min-w-0 items-center gap-2 rounded-r2 border px-2.5',
    size === 'small' ? 'h-7' : 'h-control',
    isChanged ? 'border-mine bg-mine-soft' : 'border-control bg-surface hovered:border-text-2',
  );
}

/** What focus, refusal and switching off add; for elements that carry react-aria's attributes themselves. */
export const BOX_STATES = classes(
  'data-[focus-within]:border-focus data-[focus-within]:shadow-[0_0_0_1px_var(--focus)]',
  'refused:border-danger refused:data-[focus-within]:shadow-[0_0_0_1px_var(--danger)] refused:data-[focus-within]:border-danger',
  'off:border-divider off:bg-sunken off:text-text-off',
);

export function FieldLabel({ children }: { readonly children: ReactNode }) {
  return <Label className="text-small font-medium text-text-2">{children}</Label>;
}

/** One line below the field: the refusal, which says what to type, or the hint. */
export function FieldFoot({ hint, error }: { readonly hint?: ReactNode; readonly error?: string | null | undefined }) {
  return (
    <>
      {error ? (
        <FieldError className="flex items-start gap-1 text-small text-danger-text">
          <Icon of={CircleAlert} size={14} className="mt-px" />
          <span>{error}</span>
        </FieldError>
      ) : hint ? (
        <Text slot="description" className="text-small text-text-3">
          {hint}
        </Text>
      ) : null}
    </>
  );
}
