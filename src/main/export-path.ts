import { join, parse } from 'node:path';

const NAME = /^[\w. -]{1,100}\.csv$/;

/**
 * Where a table that the window exports is written: a free name in the folder for downloads. Null: it is no table, or does
 * not come from the app's own pages, and is refused.
 */
export function exportPath(
  download: { readonly url: string; readonly name: string },
  origin: string,
  folder: string,
  isTaken: (path: string) => boolean,
): string | null {
  if (!download.url.startsWith(`blob:${origin}/`) || !NAME.test(download.name) || download.name.includes('..'))
    return null;
  const { name, ext } = parse(download.name);
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? `${name}${ext}` : `${name} (${number})${ext}`);
    if (!isTaken(path)) return path;
  }
}
