import { formatClock, formatDay } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';

/** Days and clocks of this computer, for what begins and ends. */
export function useDates() {
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const day = (iso: string): string => formatDay(iso, nowMs, locale);
  const moment = (iso: string): string => `${day(iso)}, ${formatClock(iso)}`;
  return {
    day,
    moment,
    /** “1 Dec – 24 Dec, 23:59”, without an end the words for that. */
    span: ({ from, until }: { readonly from: string; readonly until: string | null }): string =>
      until === null ? m.admin_exception_forever() : `${day(from)} – ${moment(until)}`,
  };
}
