/**
 * Does several things at once and waits for all of them, also when one fails: nothing goes on behind the caller's
 * back. Throws what failed first in the order given.
 */
export async function inParallel(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const results = await Promise.allSettled(tasks.map((task) => task()));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
