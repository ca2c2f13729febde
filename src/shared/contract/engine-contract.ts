import { z } from 'zod';
import { boardEvents, boardMethods } from './boards.ts';
import { bulkMethods } from './bulk.ts';
import { historyMethods } from './history.ts';
import { previewMethods } from './preview.ts';
import { recordMethods } from './records.ts';
import { rescueFileMethods } from './rescue-file.ts';
import { settingsMethods } from './settings.ts';
import { sharedRowEvents, sharedRowMethods } from './shared-rows.ts';
import { storeMethods } from './stores.ts';
import { syncMethods, syncStatus } from './sync.ts';
import { teamMethods, teamStatus } from './team.ts';
import { teamShopMethods } from './team-shops.ts';
import { teamAdminMethods } from './team-admin.ts';
import { triageMethods } from './triage.ts';

/** Everything a window can ask the engine, and everything the engine tells windows unasked. */
export const engineContract = {
  methods: {
    ...storeMethods,
    ...recordMethods,
    ...historyMethods,
    ...bulkMethods,
    ...syncMethods,
    ...previewMethods,
    ...triageMethods,
    ...rescueFileMethods,
    ...settingsMethods,
    ...boardMethods,
    ...teamMethods,
    ...sharedRowMethods,
    ...teamShopMethods,
    ...teamAdminMethods,
  },
  events: {
    /** Rows changed: refetch the queries that read them. `ids` null means many. */
    changed: z.object({ tables: z.array(z.string()), ids: z.array(z.string()).nullable() }),
    syncStatus,
    /** Who is signed in, what they may do, whether central is there. */
    teamStatus,
    /** One probe of a running connection check (`ConnectionProbe`). */
    checkProgress: z.object({ checkId: z.string(), probe: z.unknown() }),
    ...boardEvents,
    ...sharedRowEvents,
  },
} as const;
export type EngineContract = typeof engineContract;
