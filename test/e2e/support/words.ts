import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from './launch-app.ts';

export type Language = 'en' | 'he';

const variantsSchema = z.array(z.object({ match: z.record(z.string(), z.string()) }));
const messagesSchema = z.record(z.string(), z.union([z.string(), variantsSchema]));

/** The app's own words of one language, as its message files have them: every form of each message. */
export function wordsOf(language: Language): ReadonlyMap<string, readonly string[]> {
  const folder = join(root, 'messages', language);
  const forms = readdirSync(folder).flatMap((file) => {
    const messages = messagesSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    return Object.entries(messages).map(([key, message]): readonly [string, readonly string[]] => [
      key,
      typeof message === 'string' ? [message] : message.flatMap(({ match }) => Object.values(match)),
    ]);
  });
  return new Map(forms);
}

/** Words without a number or a name in them, by their key. */
export function word(language: Language, key: string): string {
  const [only] = wordsOf(language).get(key) ?? [];
  if (only === undefined) throw new Error(`There is no message ${key} in ${language}`);
  return only;
}
