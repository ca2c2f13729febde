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

const rescued = z.object({ entity: z.string(), kind: z.string(), label: z.string(), queuedAt: z.string() });
export const rescueReport = z.object({
  at: z.string(),
  /** Where the damaged file is now; it is never deleted. */
  setAside: z.string(),
  /** Stores that are read anew. */
  stores: z.number(),
  /** Unsent changes that wait as before. */
  restored: z.array(rescued),
  /** Changes that were read but whose store or record is lost: kept in `reportFile` only. */
  unplaced: z.array(rescued),
  reportFile: z.string(),
});
export type RescueReportView = z.infer<typeof rescueReport>;

export const settingsMethods = {
  'settings.get': { input: z.object({}), output: settings },
  'settings.set': { input: settings.partial(), output: settings },
  /** How the stores' keys are protected here, and why they cannot be opened, if so (`no-passphrase`, `wrong-passphrase`, …). */
  'secrets.status': { input: z.object({}), output: secretsProtection },
  /** Opens what a passphrase protects, or lets it protect from now on. A wrong one answers `SecretsLocked`. */
  'secrets.usePassphrase': { input: z.object({ passphrase: z.string().min(1).max(1000) }), output: secretsProtection },
  /** What a damaged database cost, while nobody has read it yet: null when this start found none, or it was read. */
  'app.rescue': { input: z.object({}), output: rescueReport.nullable() },
  'app.rescueRead': { input: z.object({}), output: z.object({}) },
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
