import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listFiles, readSource } from './source-files.ts';

const LOCALES = ['en', 'he'] as const;
const settingsSchema = z.object({
  locales: z.array(z.string()),
  'plugin.inlang.messageFormat': z.object({ pathPattern: z.array(z.string()) }),
});
const messagesSchema = z.record(z.string(), z.unknown());

function areasOf(locale: string): readonly string[] {
  const prefix = `messages/${locale}/`;
  return listFiles()
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length))
    .toSorted();
}

function messagesOf(locale: string, area: string): Readonly<Record<string, unknown>> {
  const { $schema: _schema, ...messages } = messagesSchema.parse(JSON.parse(readSource(`messages/${locale}/${area}`)));
  return messages;
}

/** The names that a message expects, in whatever variants it has. */
function inputsOf(message: unknown): readonly string[] {
  const names = JSON.stringify(message).matchAll(/\{\s*(\w+)\s*\}/g);
  return [...new Set([...names].map(([, name]) => name ?? ''))].toSorted();
}

describe('the messages', () => {
  const areas = areasOf('en');

  test('are compiled from every file that is there', () => {
    const settings = settingsSchema.parse(JSON.parse(readSource('project.inlang/settings.json')));
    const patterns = settings['plugin.inlang.messageFormat'].pathPattern;
    const listed = patterns.map((path) => path.split('/').at(-1) ?? '').toSorted();
    expect(listed).toEqual(areas);
    expect(settings.locales).toEqual(LOCALES);
  });

  test('have a key in one file only: the last one would silently win', () => {
    const seen = new Map<string, string[]>();
    for (const area of areas) {
      for (const key of Object.keys(messagesOf('en', area))) seen.set(key, [...(seen.get(key) ?? []), area]);
    }
    expect([...seen].filter(([, files]) => files.length > 1)).toEqual([]);
  });

  test.each(areas)('of %s have the same keys and inputs in both languages', (area) => {
    const [english, hebrew] = LOCALES.map((locale) => messagesOf(locale, area));
    expect(Object.keys(hebrew ?? {}).toSorted()).toEqual(Object.keys(english ?? {}).toSorted());
    for (const [key, message] of Object.entries(english ?? {})) {
      expect([key, inputsOf(hebrew?.[key])]).toEqual([key, inputsOf(message)]);
    }
  });

  test.each(areas)('of %s say something, without exclamation marks', (area) => {
    for (const locale of LOCALES) {
      for (const [key, message] of Object.entries(messagesOf(locale, area))) {
        const text = JSON.stringify(message);
        expect([key, text.length > 2, text.includes('!')]).toEqual([key, true, false]);
      }
    }
  });
});
