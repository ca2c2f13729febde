/** Calendar days and clocks in a store's own time zone. A sale that ends on the 24th ends with that day in the shop. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    try {
      format = new Intl.DateTimeFormat('en-US', { ...parts, timeZone });
    } catch {
      // A zone that nobody knows counts as UTC, as in the engine.
      format = new Intl.DateTimeFormat('en-US', { ...parts, timeZone: 'UTC' });
    }
    formats.set(timeZone, format);
  }
  return format;
}

/** Epoch ms of an ISO time. The store's own `_gmt` dates carry no suffix and are UTC. */
function toMs(iso: string): number {
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes('T') ? iso : `${iso}Z`);
}

/** `2026-12-24` for a moment, as the store's calendar has it; empty for none. `timeZone` is an IANA name or an offset. */
export function dayInZone(iso: string | null, timeZone: string | null): string {
  const atMs = iso === null ? Number.NaN : toMs(iso);
  if (Number.isNaN(atMs)) return '';
  const parts = formatOf(timeZone ?? 'UTC').formatToParts(atMs);
  const read = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '00';
  return `${read('year').padStart(4, '0')}-${read('month')}-${read('day')}`;
}

/** `13:52` on the store's own clock. */
export function clockInZone(iso: string, timeZone: string | null): string {
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  try {
    return new Date(iso).toLocaleTimeString('en-GB', { ...clock, ...(timeZone === null ? {} : { timeZone }) });
  } catch {
    return new Date(iso).toLocaleTimeString('en-GB', { ...clock, timeZone: 'UTC' });
  }
}
