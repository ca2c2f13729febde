import { existsSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { DemoTeam } from '../shared/contract/engine-process.ts';
import type { TeamStatus } from '../shared/contract/team.ts';
import type { Result } from '../shared/result.ts';
import { err, ok } from '../shared/result.ts';
import type { Clock, Logger, Random } from './platform/deps.ts';
import { writeFileAtomic } from './platform/atomic-file.ts';
import type { WritableDb } from './database/database.ts';
import type { OpenedProfile } from './database/profile.ts';
import type { ProfilePaths } from './database/profile-paths.ts';
import { storageErrorOf } from './database/storage-errors.ts';
import type { StorageError } from './database/storage-errors.ts';
import { decideWipe, giveUpWipe, intendWipe, isBeingWiped, pendingWipe, prepareSealedFolder } from './database/wipe.ts';
import type { Wipe } from './database/wipe.ts';
import type { DemoTeam as KnownDemo } from './handlers/team-handlers.ts';
import type { RescueFile } from './rescue-file/rescue-file.ts';
import type { SecretsVault } from './secrets/secrets-vault.ts';
import type { CentralPlace } from './team-admin/people-handlers.ts';
import { createHandOver } from './team/hand-over.ts';
import type { TeamGate } from './team/team-gate.ts';
import { readTeamLag } from './team/team-lag.ts';
import { createTeamSecrets } from './team/team-secrets.ts';
import type { TeamSecrets } from './team/team-secrets.ts';
import { connectionSchema, writeConnection } from './team/team-store.ts';
import { createTeam } from './team/team.ts';
import type { Team } from './team/team.ts';

export type EngineTeamDeps = {
  readonly profile: OpenedProfile;
  readonly vault: SecretsVault;
  readonly migrationsFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly version: string;
  readonly files: Pick<RescueFile, 'exportUnsent' | 'adopt'>;
  readonly onStatus: (status: TeamStatus) => void;
  readonly onOpen: () => void;
  readonly onClosed: () => Promise<void>;
  /** Ends this process, so that the next one makes the mirror anew. */
  readonly restart: () => void;
};

export type EngineTeam = {
  readonly team: Team;
  readonly demo: KnownDemo;
  /** Where the present login reaches central; null without one. */
  readonly place: () => Promise<CentralPlace | null>;
  /** Takes over the logins of the demo's people and signs the first one in, where nobody is. */
  readonly enterDemo: (demo: DemoTeam) => Promise<void>;
};

/** The team's part of the engine, put together from its areas. Without a team nothing of PostgreSQL is loaded. */
export function createEngineTeam(deps: EngineTeamDeps): EngineTeam {
  const { paths } = deps.profile;
  const secrets = createTeamSecrets(deps.vault);
  let demoTeam: DemoTeam | null = null;
  const team = createTeam({
    ...deps,
    db: deps.profile.db,
    secrets,
    gate: loadGate(deps),
    deviceName: hostname(),
    isDemo: () => demoTeam !== null,
    lag: () => readTeamLag(deps.profile.db),
    marker: markerOf(paths),
    isBeingWiped: () => isBeingWiped(paths, deps.clock.now()),
    isDecided: () => pendingWipe(paths) !== null,
    handOver: createHandOver({
      ...deps,
      secrets,
      sealedFolder: () => orFailure(paths, () => prepareSealedFolder(paths)),
      exportUnsent: (path, passphrase) =>
        deps.files.exportUnsent({ path, passphrase, storeId: null, isAnonymous: true }),
      adoptUnsent: deps.files.adopt,
      intend: () => orFailure(paths, () => intendWipe(paths)),
      giveUp: () => giveUpWipe(paths),
      decideWipe: (reason, next) => orFailure(paths, () => decideWipe(paths, { reason, next })),
    }),
  });
  return {
    team,
    place: async () => {
      const { login } = team.status();
      const kept = login === null ? null : await secrets.login(login);
      if (kept === null || !kept.ok || kept.value === null) return null;
      const { host, port, database, sslmode, authority } = kept.value;
      return { host, port, database, sslmode, authority };
    },
    demo: {
      people: () => peopleOf(demoTeam, team),
      passwordOf: (login) => demoTeam?.people.find((person) => person.login === login)?.password ?? null,
    },
    enterDemo: async (demo) => {
      demoTeam = demo;
      await keepLogins(secrets, demo);
      const { login } = team.status();
      const present = demo.people.find((person) => person.login === login) ?? demo.people[0];
      if (present === undefined || (team.isOpen() && login !== null)) return;
      const entered = await team.signIn(present.login, present.password);
      if (!entered.ok) deps.logger.log('error', 'demo.not-signed-in', { why: entered.error.type });
    },
  };
}

/** What a wiped profile's new mirror begins with. */
export function writeAfterWipe(db: WritableDb, wipe: Wipe): void {
  const next = connectionSchema.safeParse(wipe.next);
  if (next.success) writeConnection(db, next.data);
}

function loadGate({ migrationsFolder, clock, random, logger, version }: EngineTeamDeps): () => Promise<TeamGate> {
  let loading: Promise<TeamGate> | null = null;
  const load = async (): Promise<TeamGate> => {
    const { createCentralGate } = await import('./central/central-gate.ts');
    const { knownMigrations } = await import('./central/central-migrations.ts');
    const schemaVersion = knownMigrations(join(migrationsFolder, '..', 'central')).at(-1)?.version ?? null;
    return createCentralGate({ clock, random, logger, ownVersion: version, schemaVersion });
  };
  return () => (loading ??= load());
}

/** What the disk refuses becomes a failure that can be told. */
function orFailure<T>({ folder }: ProfilePaths, work: () => T): Result<T, StorageError> {
  try {
    return ok(work());
  } catch (error) {
    return err(storageErrorOf(error, folder) ?? { type: 'ReadOnlyProfile', path: folder });
  }
}

function markerOf(paths: ProfilePaths) {
  return {
    isThere: () => existsSync(paths.team),
    put: () => writeFileAtomic(paths.team, ''),
    take: () => rmSync(paths.team, { force: true }),
  };
}

async function keepLogins(secrets: TeamSecrets, demo: DemoTeam): Promise<void> {
  const { host, port, database, organization } = demo;
  for (const { login, loginPassword: password, email } of demo.people) {
    const where = { host, port, database, sslmode: 'disable' as const, authority: null };
    await secrets.keepLogin({ ...where, login, password, email, organization }, { deviceFileIsEnough: true });
  }
}

function peopleOf(demo: DemoTeam | null, team: Team): ReturnType<KnownDemo['people']> {
  if (demo === null) return [];
  const present = team.status().login;
  return demo.people.map(({ login, email, name, role }) => ({
    login,
    email,
    name,
    role,
    organization: demo.organization,
    isPresent: login === present,
  }));
}
