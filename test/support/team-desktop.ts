import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { buildTeamDesktop } from './build-team-desktop.ts';
import type { DesktopGiven, TeamDesktop } from './build-team-desktop.ts';

/** A desktop that is gone with the test. */
export async function createTeamDesktop(given: DesktopGiven): Promise<TeamDesktop> {
  const folder = mkdtempSync(join(tmpdir(), 'backroom-team-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return await buildTeamDesktop(given, folder, onTestFinished);
}
