import type { z } from 'zod';

/** The rows of a list as what its entity promises; a row that breaks the promise is left out rather than half shown. */
export function typedRows<T extends z.ZodType>(schema: T, rows: readonly unknown[]): readonly z.output<T>[] {
  return rows.flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}
