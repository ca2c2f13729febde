import { z } from 'zod';

export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  contrast: z.enum(['system', 'normal', 'more']),
  language: z.enum(['system', 'en', 'he']),
  density: z.enum(['compact', 'regular', 'roomy']),
});
export type Settings = z.infer<typeof settings>;

export const settingsMethods = {
  'settings.get': { input: z.object({}), output: settings },
  'settings.set': { input: settings.partial(), output: settings },
  /** Facts for the help screen and support: versions, paths, counts. No secrets. */
  'app.facts': {
    input: z.object({}),
    output: z.object({
      version: z.string(),
      profile: z.string(),
      databaseBytes: z.number(),
      secretsProtectedBy: z.enum(['keyring', 'passphrase', 'none']),
    }),
  },
} as const;
