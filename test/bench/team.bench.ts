import type { TeamDesktop } from '../support/build-team-desktop.ts';
import { createBenchTeam } from './bench-team.ts';
import type { BenchTeam } from './bench-team.ts';
import type { Bench, Figure } from './frame.ts';
import { atMost, median, quantile, timed } from './frame.ts';
import { withFolder } from './scratch-folder.ts';

const SIGHT_GOAL_MS = 250;
const CHANGES_PER_ROUND = 40;
const DESKTOPS = 50;
const CHANGES_EACH = 20;
const SEEN_LIMIT_MS = 20_000;
const LOOK_EVERY_MS = 2;

export const teamBench: Bench = {
  name: 'team',
  about: `how soon a change is seen on another desktop, and ${DESKTOPS} desktops at once`,
  run: ({ rounds, scale, say }) =>
    withFolder(async (folder) => {
      say('a server of its own');
      const team = await createBenchTeam(folder);
      try {
        const seen = await measureSight(team, Math.max(1, Math.round(rounds * CHANGES_PER_ROUND * scale)), say);
        return [...seen, ...(await measureCrowd(team, Math.max(2, Math.round(DESKTOPS * scale)), say))];
      } finally {
        await team.close();
      }
    }),
};

/** From the commit of the edit here to the commit of the row there, with hints. [TEAM12] */
async function measureSight(team: BenchTeam, changes: number, say: (text: string) => void): Promise<readonly Figure[]> {
  const [writer, reader] = [await team.enter(), await team.enter()];
  const stop = new AbortController();
  const ended = Promise.all([writer.replication.start(stop.signal), reader.replication.start(stop.signal)]);
  try {
    const id = writer.insert('cards', { title: 'Seen' });
    writer.replication.changed();
    await untilSeen(reader, id, 'Seen');
    say(`${changes} changes, one after the other`);
    const samples: number[] = [];
    for (let n = 0; n < changes; n += 1) {
      const title = `Change ${n}`;
      samples.push(
        await timed(async () => {
          writer.update('cards', id, { title });
          writer.replication.changed();
          await untilSeen(reader, id, title);
        }),
      );
    }
    const slowest = quantile(samples, 0.95);
    return [
      { label: 'seen elsewhere, median', value: median(samples), unit: 'ms', limit: null, goal: null },
      {
        label: 'seen elsewhere, p95',
        value: slowest,
        unit: 'ms',
        limit: null,
        goal: atMost(slowest, SIGHT_GOAL_MS, `≤ ${SIGHT_GOAL_MS} ms`),
      },
    ];
  } finally {
    stop.abort();
    await ended;
  }
}

async function untilSeen(desktop: TeamDesktop, id: string, title: string): Promise<void> {
  const start = performance.now();
  while (desktop.row('cards', id)?.['title'] !== title) {
    if (performance.now() - start > SEEN_LIMIT_MS)
      throw new Error(`"${title}" was not seen within ${SEEN_LIMIT_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** All of them write and read at once; then everything is counted, here and there. */
async function measureCrowd(team: BenchTeam, size: number, say: (text: string) => void): Promise<readonly Figure[]> {
  say(`${size} desktops`);
  const desktops: TeamDesktop[] = [];
  for (let n = 0; n < size; n += 1) desktops.push(await team.enter());
  const before = await team.count('cards');
  for (const desktop of desktops) await desktop.sync();
  say(`${size * CHANGES_EACH} changes at once`);
  for (const desktop of desktops)
    for (let n = 0; n < CHANGES_EACH; n += 1) desktop.insert('cards', { title: `${n} of ${desktop.name}` });
  const tookMs = await timed(() => Promise.all(desktops.map(untilSent)));
  const expected = before + size * CHANGES_EACH;
  const lostAtCentral = expected - (await team.count('cards'));
  let lostElsewhere = 0;
  for (const desktop of desktops) {
    await desktop.sync();
    lostElsewhere += Math.abs(expected - desktop.rows('cards').length);
  }
  const none = (lost: number): Figure['goal'] => ({ text: 'none', met: lost === 0 });
  return [
    {
      label: `${size} desktops at once, changes taken`,
      value: (size * CHANGES_EACH * 1000) / tookMs,
      unit: 'items/s',
      limit: null,
      goal: null,
    },
    { label: 'changes lost at central', value: lostAtCentral, unit: 'writes', limit: null, goal: none(lostAtCentral) },
    { label: 'rows lost on desktops', value: lostElsewhere, unit: 'writes', limit: null, goal: none(lostElsewhere) },
  ];
}

/** What central could not take now (locks of others) is sent again, as a running desktop does. */
async function untilSent(desktop: TeamDesktop): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) if ((await desktop.trySync()).ok) return;
  throw new Error(`${desktop.name} could not send`);
}
