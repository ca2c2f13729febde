import { z } from 'zod';

export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  contrast: z.enum(['system', 'normal', 'more']),
  language: z.enum(['system', 'en', 'he']),
  density: z.enum(['compact', 'regular', 'roomy']),
});
export type Settings = z.infer<typeof settings>;

export const secretsProtection = z.object({
  protectedBy: z.array(z.enum(['keyring', 'passphrase', 'device-file'])),
  /** What could protect a new key at this moment. */
  atHand: z.array(z.enum(['keyring', 'passphrase'])),
  storedCount: z.number(),
  locked: z.string().nullable(),
});
export type SecretsProtection = z.infer<typeof secretsProtection>;

export const settingsMethods = {
  'settings.get': { input: z.object({}), output: settings },
  'settings.set': { input: settings.partial(), output: settings },
  /** How the stores' keys are protected here, and why they cannot be opened, if so (`no-passphrase`, `wrong-passphrase`, …). */
  'secrets.status': { input: z.object({}), output: secretsProtection },
  /** Opens what a passphrase protects, or lets it protect from now on. A wrong one answers `SecretsLocked`. */
  'secrets.usePassphrase': { input: z.object({ passphrase: z.string().min(1).max(1000) }), output: secretsProtection },
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
