import { ChevronLeft, ChevronRight, Download } from 'lucide-react';
import { addDays, dayRange, localDay, weekdayWords, weekOf } from '../../app/boards/days.ts';
import { EntryField } from '../../app/boards/entry-field.tsx';
import { nameOfPerson, usePeople } from '../../app/boards/people.ts';
import { useEngineCall } from '../../app/engine-client.tsx';
import { formatCount } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { replaceParams, useRoute } from '../../app/routes.ts';
import { saveFile } from '../../app/save-file.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { QuietTabs } from '../../components/grid/quiet-tabs.tsx';
import { PageHead, Toolbar } from '../../components/page.tsx';
import { Select } from '../../components/select.tsx';
import { useNow } from '../../components/texts.tsx';
import { showToast } from '../../components/toast.tsx';
import { m } from '../../paraglide/messages.js';
import { DaySheet } from './day-sheet.tsx';
import { TimeReport } from './time-report.tsx';
import { WeekSheet } from './week-sheet.tsx';

const ME = '-';
const SHEETS = ['week', 'day', 'report'] as const;
type Sheet = (typeof SHEETS)[number];
const MONTH_DAYS = 30;

/** Hours by day, by week and in sum; a line at the top writes new ones down. */
export function TimeScreen() {
  const { params } = useRoute();
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const call = useEngineCall();
  const people = usePeople();
  const today = localDay(nowMs);
  const sheet: Sheet = SHEETS.find((name) => name === params['sheet']) ?? 'week';
  const day = /^\d{4}-\d{2}-\d{2}$/.test(params['day'] ?? '') ? (params['day'] ?? today) : today;
  const userId = params['person'] ?? null;
  const [from, to] = rangeOf(sheet, day);
  const stepDays = sheet === 'day' ? 1 : sheet === 'week' ? 7 : MONTH_DAYS;
  const go = (next: string): void => replaceParams({ day: next === today ? '' : next });

  async function exportLogs(): Promise<void> {
    const result = await call('time.export', {
      from,
      to,
      userId: sheet === 'report' ? null : (userId ?? people.me?.id ?? null),
    });
    if (!result.ok) return toastError(result.error);
    const { fileName, csv, logs } = result.value;
    saveFile(fileName, csv, 'text/csv');
    showToast({ text: m.time_exported({ count: logs, figure: formatCount(logs), name: fileName }) });
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={m.time_title()}
        actions={
          <Button icon={Download} onPress={() => void exportLogs()}>
            {m.time_export()}
          </Button>
        }
      >
        <QuietTabs
          label={m.time_sheets()}
          items={[
            { id: 'week', label: m.time_sheet_week() },
            { id: 'day', label: m.time_sheet_day() },
            { id: 'report', label: m.time_sheet_report() },
          ]}
          selected={sheet}
          onChange={(next) => replaceParams({ sheet: next === 'week' ? '' : next })}
        />
      </PageHead>
      <div className="border-t border-border px-4 pt-3 pb-1">
        <EntryField />
      </div>
      <Toolbar label={m.time_range()}>
        <IconButton
          size="small"
          label={m.time_earlier()}
          icon={ChevronLeft}
          iconFlips
          onPress={() => go(addDays(day, -stepDays))}
        />
        <IconButton
          size="small"
          label={m.time_later()}
          icon={ChevronRight}
          iconFlips
          isDisabled={to >= today}
          onPress={() => go(addDays(day, stepDays))}
        />
        <h2 className="min-w-32 font-strong">
          {sheet === 'day' ? weekdayWords(day, locale) : dayRange(from, to, nowMs, locale)}
        </h2>
        {day === today ? null : (
          <Button size="small" variant="quiet" onPress={() => go(today)}>
            {m.time_to_today()}
          </Button>
        )}
        <div className="flex-1" />
        {people.all.length > 1 && sheet !== 'report' ? (
          <Select
            size="small"
            className="w-44"
            ariaLabel={m.time_whose()}
            value={userId ?? people.me?.id ?? ME}
            onChange={(id) => replaceParams({ person: id === people.me?.id || id === ME ? '' : id })}
            options={people.all.map((person) => ({ id: person.id, label: nameOfPerson(person) }))}
          />
        ) : null}
      </Toolbar>
      <div className="min-h-0 flex-1 overflow-auto border-t border-divider">
        {sheet === 'day' ? (
          <DaySheet day={day} userId={userId} />
        ) : sheet === 'week' ? (
          <WeekSheet from={from} to={to} userId={userId} onDay={(next) => replaceParams({ sheet: 'day', day: next })} />
        ) : (
          <TimeReport from={from} to={to} people={people} />
        )}
      </div>
    </div>
  );
}

function rangeOf(sheet: Sheet, day: string): readonly [string, string] {
  if (sheet === 'day') return [day, day];
  if (sheet === 'report') return [addDays(day, 1 - MONTH_DAYS), day];
  const week = weekOf(day);
  return [week[0] ?? day, week.at(-1) ?? day];
}
