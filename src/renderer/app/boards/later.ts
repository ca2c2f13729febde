import { m } from '../../paraglide/messages.js';

/** Times to be shown something again: in an hour, tomorrow at nine, in a week at nine. */
export function laterChoices(
  nowMs: number,
): readonly { readonly id: string; readonly label: string; readonly until: string }[] {
  const morning = (days: number): string => {
    const date = new Date(nowMs);
    date.setDate(date.getDate() + days);
    date.setHours(9, 0, 0, 0);
    return date.toISOString();
  };
  return [
    { id: 'hour', label: m.alerts_later_hour(), until: new Date(nowMs + 3_600_000).toISOString() },
    { id: 'tomorrow', label: m.alerts_later_tomorrow(), until: morning(1) },
    { id: 'week', label: m.alerts_later_week(), until: morning(7) },
  ];
}
