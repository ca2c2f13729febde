import { parseDate, type CalendarDate } from '@internationalized/date';
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
} from 'react-aria-components/Calendar';
import { DateInput, DateSegment } from 'react-aria-components/DateField';
import { DatePicker } from 'react-aria-components/DatePicker';
import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Group } from 'react-aria-components/Group';
import { Popover } from 'react-aria-components/Popover';
import { classes } from './class-names.ts';
import { boxClasses, FieldFoot } from './field-parts.tsx';
import { Icon } from './icon.tsx';
import { FLOAT_SURFACE } from './menu.tsx';
import { m } from '../paraglide/messages.js';

/** A day, written and picked as the language of the app has it. `2026-12-24`; empty means no day. */
export function DateField({
  value,
  onChange,
  ariaLabel,
  edge,
  changedFrom = null,
  error = null,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly ariaLabel: string;
  /** “From” or “Until”, in front of the day. */
  readonly edge: string;
  readonly changedFrom?: string | null;
  readonly error?: string | null;
}) {
  return (
    <DatePicker<CalendarDate>
      aria-label={ariaLabel}
      value={asDay(value)}
      onChange={(day) => onChange(day === null ? '' : day.toString())}
      isInvalid={error !== null}
      validationBehavior="aria"
      shouldForceLeadingZeros
      className="flex min-w-0 flex-col gap-1"
    >
      <Group
        className={classes(
          boxClasses('small', changedFrom !== null),
          'focus-within:border-focus focus-within:shadow-[0_0_0_1px_var(--focus)]',
        )}
        data-tip={changedFrom === null ? undefined : m.common_was({ value: changedFrom })}
      >
        <span className="shrink-0 text-small text-text-3">{edge}</span>
        <DateInput className="flex min-w-0 flex-1 text-small whitespace-nowrap">
          {(segment) => (
            <DateSegment
              segment={segment}
              className="rounded-r1 px-px outline-none stacked:text-text-3 focused:bg-accent focused:text-on-accent focus-visible:shadow-none"
            />
          )}
        </DateInput>
        <AriaButton
          aria-label={m.products_pick_day({ field: ariaLabel })}
          className="-me-1 rounded-r1 p-0.5 kbd:shadow-focus"
        >
          <Icon of={CalendarDays} size={14} className="text-text-3" />
        </AriaButton>
      </Group>
      <FieldFoot error={error} />
      <Popover placement="bottom end" offset={4} className={classes(FLOAT_SURFACE, 'p-3')}>
        <Dialog aria-label={ariaLabel} className="outline-none focus-visible:shadow-none">
          <Month />
        </Dialog>
      </Popover>
    </DatePicker>
  );
}

function Month() {
  const step = 'flex size-7 items-center justify-center rounded-r1 hovered:bg-hover kbd:shadow-focus';
  return (
    <Calendar>
      <header className="flex items-center gap-1 pb-2">
        <AriaButton slot="previous" className={step}>
          <Icon of={ChevronLeft} flips />
        </AriaButton>
        <Heading className="flex-1 text-center font-strong" />
        <AriaButton slot="next" className={step}>
          <Icon of={ChevronRight} flips />
        </AriaButton>
      </header>
      <CalendarGrid weekdayStyle="short">
        <CalendarGridHeader>
          {(day) => <CalendarHeaderCell className="text-caption font-medium text-text-3">{day}</CalendarHeaderCell>}
        </CalendarGridHeader>
        <CalendarGridBody>
          {(date) => (
            <CalendarCell
              date={date}
              className={classes(
                'm-px flex size-7 items-center justify-center rounded-r1 outline-none',
                'hovered:bg-hover kbd:shadow-focus selected:bg-accent selected:text-on-accent',
                'data-[outside-month]:text-text-off',
              )}
            />
          )}
        </CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  );
}

function asDay(value: string): CalendarDate | null {
  try {
    return value === '' ? null : parseDate(value);
  } catch {
    return null;
  }
}
