/** `1.2.3` as numbers; null for anything else. What follows a hyphen (`1.2.3-beta`) does not count. */
function partsOf(version: string): readonly number[] | null {
  const found = /^(\d+)\.(\d+)\.(\d+)(?:-.*)?$/.exec(version);
  return found === null ? null : found.slice(1).map(Number);
}

/** Whether a program of version `own` may work where `minimum` is asked for. An unreadable version may not. */
export function isNewEnough(own: string, minimum: string): boolean {
  const [ownParts, minimumParts] = [partsOf(own), partsOf(minimum)];
  if (ownParts === null || minimumParts === null) return false;
  for (const [index, wanted] of minimumParts.entries()) {
    const difference = (ownParts[index] ?? 0) - wanted;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
