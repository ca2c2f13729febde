/**
 * What main and the engine's utility process say to each other over `process.parentPort`.
 * The windows' data never passes here: each window has a port of its own straight to the engine.
 *
 * Order: main sends `start` once, first of all; the engine answers `ready` or `start-failed`. `port` messages may
 * arrive before `ready` and carry exactly one MessagePort in `event.ports[0]`.
 */
import { z } from 'zod';
import { ALERT_TYPES } from '../domain/boards/words.ts';

export const localeSchema = z.enum(['en', 'he']);
export type Locale = z.infer<typeof localeSchema>;

/** A shop that the engine adds at start when no store has its address yet, and then syncs by itself. */
export const demoStoreSchema = z.object({
  name: z.string().min(1),
  url: z.url(),
  key: z.string().min(1),
  secret: z.string().min(1),
  /** The store's id in the team that it belongs to. */
  id: z.uuid().optional(),
});
export type DemoStore = z.infer<typeof demoStoreSchema>;

/**
 * A central database of the demo on this computer, with people who each have a login here already. The passwords guard
 * nothing but the demo's own data.
 */
export const demoTeamSchema = z.object({
  host: z.string().min(1),
  port: z.number().int(),
  database: z.string().min(1),
  organization: z.string().min(1),
  people: z
    .array(
      z.object({
        name: z.string().min(1),
        email: z.string().min(3),
        role: z.string().min(1),
        password: z.string().min(1),
        login: z.string().min(1),
        loginPassword: z.string().min(1),
      }),
    )
    .min(1),
});
export type DemoTeam = z.infer<typeof demoTeamSchema>;

/**
 * How the operating system keeps secrets. Only `os` protects: with `basic-text` or `none` the engine must ask the
 * owner for a passphrase instead. `backendName` is for the doctor, never for decisions.
 */
export const secretsStatusSchema = z.object({
  protection: z.enum(['os', 'basic-text', 'none']),
  backendName: z.string(),
});
export type SecretsStatus = z.infer<typeof secretsStatusSchema>;

/** Why main could not encrypt or decrypt. `Unreadable`: sealed by another user, another computer, or damaged. */
export const secretsErrorSchema = z.object({
  type: z.enum(['SecretsUnavailable', 'SecretsUnreadable']),
  detail: z.string(),
});
export type SecretsError = z.infer<typeof secretsErrorSchema>;

/** Binary values travel as base64 text, so that a message stays printable and comparable. */
export const secretsResultSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    value: z.discriminatedUnion('action', [
      z.object({ action: z.literal('status'), status: secretsStatusSchema }),
      z.object({ action: z.literal('encrypt'), sealedBase64: z.string() }),
      /** `reseal`: the system changed its key; encrypt again and store that. */
      z.object({ action: z.literal('decrypt'), plainBase64: z.string(), reseal: z.boolean() }),
    ]),
  }),
  z.object({ ok: z.literal(false), error: secretsErrorSchema }),
]);
export type SecretsResult = z.infer<typeof secretsResultSchema>;

export const powerEventSchema = z.enum(['suspend', 'resume', 'online', 'offline']);
export type PowerEvent = z.infer<typeof powerEventSchema>;

/** The engine ended by itself so that the next one makes another person's mirror: no crash, start it again at once. */
export const HAND_OVER_EXIT = 75;

export const mainToEngineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    profileDir: z.string().min(1),
    /** Folder that holds the mirror's `*.sql`. */
    migrationsDir: z.string().min(1),
    appVersion: z.string(),
    locale: localeSchema,
    demoStore: demoStoreSchema.nullable(),
    demoTeam: demoTeamSchema.nullable(),
    /** The engine reports `first-sync-complete` only when somebody waits for it. */
    automation: z.boolean(),
    /** How often the engine was started in this run of the app, from 1: above 1 it follows a crash. */
    attempt: z.number().int().min(1),
  }),
  z.object({ type: z.literal('port'), windowId: z.number().int() }),
  z.object({ type: z.literal('power'), event: powerEventSchema }),
  /** How long nobody touched the computer, said when it becomes long and when somebody is back (0). */
  z.object({ type: z.literal('idle'), idleMs: z.number().min(0) }),
  /** Asked for in the tray. */
  z.object({ type: z.literal('stop-timer') }),
  z.object({ type: z.literal('secrets-reply'), requestId: z.number().int(), result: secretsResultSchema }),
  /** Finish the open transaction, close the database, exit 0. Main kills the process after `graceMs`. */
  z.object({ type: z.literal('shutdown'), graceMs: z.number().int() }),
]);
export type MainToEngine = z.infer<typeof mainToEngineSchema>;

export const secretsRequestSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('status') }),
  z.object({ action: z.literal('encrypt'), plainBase64: z.string() }),
  z.object({ action: z.literal('decrypt'), sealedBase64: z.string() }),
]);
export type SecretsRequest = z.infer<typeof secretsRequestSchema>;

/** A named reason; main owns the words. `path` is shown, `detail` is printed to stderr and shown small. */
export const startFailureSchema = z.object({
  reason: z.enum([
    'profile-not-writable',
    'disk-full',
    'database-newer-than-app',
    'database-damaged',
    'database-locked',
    'unexpected',
  ]),
  path: z.string().nullable(),
  detail: z.string(),
});
export type StartFailure = z.infer<typeof startFailureSchema>;

/** What the owner is told outside the window, when no window is in front. Main owns the words. */
export const noticeSchema = z.object({
  kind: z.enum(['decisions-waiting', 'records-refused', 'store-unreachable', 'store-refuses-key']),
  storeName: z.string(),
  count: z.number().int().min(0),
});
export type Notice = z.infer<typeof noticeSchema>;

/** What the tray shows of the timer; null: none runs. */
export const trayTimerSchema = z
  .object({
    /** `BR-12`. */
    key: z.string(),
    title: z.string(),
    elapsedMs: z.number(),
    /** Instant of `elapsedMs`, ISO UTC. */
    at: z.string(),
    /** A question about idle time waits: nothing is added meanwhile. */
    isWaiting: z.boolean(),
  })
  .nullable();
export type TrayTimer = z.infer<typeof trayTimerSchema>;

/** Something of the boards that the person is told outside the window. Main owns the words around `message`. */
export const boardNoticeSchema = z.object({
  type: z.enum(ALERT_TYPES),
  /** Name of what it is about: `BR-12 Title`, `1.4.2 production`. */
  message: z.string(),
});
export type BoardNotice = z.infer<typeof boardNoticeSchema>;

/**
 * The first run of each store that ended in this process, first sync or not. Main prints it as `backroom:ready {…}` for
 * the scripts that wait for a synced app.
 */
export const firstSyncReportSchema = z.object({
  storeId: z.string(),
  storeName: z.string(),
  ok: z.boolean(),
  /** Live rows in the mirror per entity, for example `{"products": 300}`. */
  counts: z.record(z.string(), z.number()),
  durationMs: z.number(),
});
export type FirstSyncReport = z.infer<typeof firstSyncReportSchema>;

export const engineToMainSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Main ends the process after this and starts a new one only when a person asks. */
  z.object({ type: z.literal('start-failed'), failure: startFailureSchema }),
  z.object({ type: z.literal('secrets-request'), requestId: z.number().int(), request: secretsRequestSchema }),
  z.object({ type: z.literal('notify'), notice: noticeSchema }),
  /** The timer began, ended, moved or has a question; also once after `ready`. */
  z.object({ type: z.literal('timer'), timer: trayTimerSchema }),
  /** Alerts that were raised just now. */
  z.object({ type: z.literal('alerts'), raised: z.array(boardNoticeSchema) }),
  z.object({ type: z.literal('first-sync-complete'), report: firstSyncReportSchema }),
  /** `https://shop.example` and the like, after `ready` and whenever it changes: links to these open without a question. */
  z.object({ type: z.literal('store-origins'), origins: z.array(z.string()) }),
]);
export type EngineToMain = z.infer<typeof engineToMainSchema>;
