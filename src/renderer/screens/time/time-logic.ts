/** Minutes as a clock shows them: `1:30`, `12:05`; they stand under each other in a column. */
export function clockMinutes(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
