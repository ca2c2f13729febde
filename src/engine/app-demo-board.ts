import type { Engine } from './create-engine.ts';

/** Administrators: one of them furnishes the team's board, once. */
const ADMINISTRATOR = 80;

/**
 * The demo's team finds a board in the middle of its work: made by its first administrator, as soon as this desktop knows
 * that the team has none yet.
 */
export function furnishTeamBoard(engine: Engine, storeId: string): void {
  const stop = engine.events.listen((name) => {
    if (name !== 'changed') return;
    const { isDemo, role, lag } = engine.team.status();
    if (!isDemo || (role?.level ?? 0) < ADMINISTRATOR || lag === null || lag.lastPullAt === null) return;
    stop();
    engine.boards.seedDemo(storeId);
  });
}
