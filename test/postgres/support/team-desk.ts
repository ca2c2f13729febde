import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { connectCentral } from '../../../src/engine/central/central-connection.ts';
import { issueInvitation } from '../../../src/engine/central/central-people.ts';
import { invitationText, openEnrolmentGate } from '../../../src/engine/central/enrolment-gate.ts';
import { parseCentralAddress } from '../../../src/engine/central/central-address.ts';
import { createEngine } from '../../../src/engine/create-engine.ts';
import type { Engine } from '../../../src/engine/create-engine.ts';
import type { Clock } from '../../../src/engine/platform/deps.ts';
import { createSystemClock } from '../../../src/engine/platform/system-clock.ts';
import { createSystemRandom } from '../../../src/engine/platform/system-random.ts';
import { createSecretsVault } from '../../../src/engine/secrets/secrets-vault.ts';
import { MIGRATIONS, temporaryProfile } from '../../support/profile-fixture.ts';
import type { World } from './world.ts';

/** A computer with a profile, and the engine on it as often as it is started. */
export type TeamDesk = {
  readonly folder: string;
  /** The engine that runs now. */
  readonly engine: () => Engine;
  readonly call: Engine['call'];
  /** Ends the engine; `restart` begins the next one. */
  readonly stop: () => Promise<void>;
  /** Ends the engine and starts the next one, as the app's supervisor does. */
  readonly restart: () => Promise<void>;
  /** Whether the engine asked to be ended because the mirror is to be made anew. */
  readonly wantsRestart: () => boolean;
  /** What the engine wrote into its log. */
  readonly log: () => string;
  /** Names of the profile's files that hold one of the texts. */
  readonly filesWith: (...texts: readonly string[]) => readonly string[];
};

export type DeskOptions = { readonly clock?: Clock; readonly isStarted?: boolean };

export type ShiftedClock = Clock & { readonly shift: (ms: number) => void };

/** The system's clock, as somebody set it. */
export function createShiftedClock(): ShiftedClock {
  const clock = createSystemClock();
  let shiftMs = 0;
  return { ...clock, now: () => clock.now() + shiftMs, shift: (ms) => void (shiftMs += ms) };
}

/** A computer of nobody yet; its engine ends with the file. */
export async function createTeamDesk({
  clock = createSystemClock(),
  isStarted = true,
}: DeskOptions = {}): Promise<TeamDesk> {
  const { folder, remove } = temporaryProfile();
  const lines: string[] = [];
  let wantsRestart = false;
  let engine: Engine | null = null;
  const start = async (): Promise<Engine> => {
    const random = createSystemRandom();
    const logger = { log: (...parts: readonly unknown[]) => void lines.push(JSON.stringify(parts)) };
    const created = await createEngine({
      profile: folder,
      migrationsFolder: MIGRATIONS,
      clock,
      random,
      logger,
      transport: () => Promise.reject(Object.assign(new Error('no network'), { code: 'ENOTFOUND' })),
      readCertificate: () => Promise.reject(new Error('no network')),
      createVault: ({ paths, locks }) =>
        createSecretsVault({
          secretsFile: paths.secrets,
          deviceKeyFile: paths.deviceKey,
          random,
          clock,
          logger,
          locks,
          keyring: null,
          passphrase: null,
          deviceFile: 'allowed',
        }),
      startDemoShop: null,
      version: '0.1.0',
      startedAs: 'app',
      onHandOver: () => (wantsRestart = true),
    });
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    if (isStarted) created.value.start();
    return created.value;
  };
  engine = await start();
  afterAll(async () => {
    await engine?.close();
    remove();
  });
  const stop = async (): Promise<void> => {
    await engine?.close();
    engine = null;
  };
  const present = (): Engine => {
    if (engine === null) throw new Error('No engine');
    return engine;
  };
  return {
    folder,
    engine: present,
    call: (method, input) => present().call(method, input),
    stop,
    restart: async () => {
      await stop();
      wantsRestart = false;
      engine = await start();
    },
    wantsRestart: () => wantsRestart,
    log: () => lines.join('\n'),
    filesWith: (...texts) => filesHolding(folder, texts),
  };
}

/** An invitation text for that address, as an administrator would send it. */
export async function inviteTo({ url, orgA }: World, email: string, role = 'viewer'): Promise<string> {
  const address = parseCentralAddress(url, () => '');
  if (!address.ok) throw new Error(address.error.type);
  const connected = await connectCentral(address.value);
  if (!connected.ok) throw new Error(connected.error.type);
  try {
    const enrolPassword = await openEnrolmentGate(connected.value, createSystemRandom());
    const code = await issueInvitation(connected.value, { organizationId: orgA, email, role });
    if (!code.ok) throw new Error(JSON.stringify(code.error));
    return invitationText(address.value, {
      enrolPassword,
      code: code.value,
      organization: 'A',
      email,
      reach: null,
    });
  } finally {
    await connected.value.close();
  }
}

/** The value of a call that must succeed. */
export async function valueOf<T>(
  asked: Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }>,
): Promise<T> {
  const answer = await asked;
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

/** Joins by invitation with a first password, and is signed in afterwards. Answers the login; it goes with the file. */
export async function joinTeam(
  desk: TeamDesk,
  world: World,
  email: string,
  password: string,
  role?: string,
): Promise<string> {
  const invitation = await inviteTo(world, email, role);
  const { login, needsPassword } = await valueOf(desk.call('team.enrol', { invitation, deviceName: 'Desk' }));
  afterAll(() => world.query(`DROP ROLE IF EXISTS ${login}`).catch(() => undefined));
  const how = needsPassword ? 'team.setPassword' : 'team.signIn';
  const { outcome } = await valueOf(desk.call(how, { login, password }));
  if (outcome !== 'accepted') throw new Error(outcome);
  return login;
}

function filesHolding(folder: string, texts: readonly string[]): readonly string[] {
  const needles = texts.map((text) => Buffer.from(text, 'utf8'));
  const found: string[] = [];
  const look = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) for (const name of readdirSync(path)) look(join(path, name));
    else if (needles.some((needle) => readFileSync(path).includes(needle))) found.push(path.slice(folder.length + 1));
  };
  look(folder);
  return found.toSorted();
}
