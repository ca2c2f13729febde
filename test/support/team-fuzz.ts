import { expect } from 'vitest';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import type { Random } from '../../src/engine/platform/deps.ts';
import { discardRefused, settleTeamDecision } from '../../src/engine/team/team-inbox.ts';
import { contentToRow } from '../../src/engine/team/shared-table.ts';
import type { MirrorRow } from '../../src/engine/team/shared-table.ts';
import { createCuttingServer } from './cutting-server.ts';
import type { TeamBench } from './team-bench.ts';
import { CARD_TABLES } from './team-cards.ts';
import { createTeamDesktop } from './team-desktop.ts';
import type { TeamDesktop } from './build-team-desktop.ts';

const FIELDS = ['title', 'body', 'hours'] as const;
const COMPARED = ['title', 'body', 'hours', 'status', 'position', 'points', 'deleted_at'];
type Field = (typeof FIELDS)[number];

/** An acknowledged edit: `before` stood in the field when it was made, so whoever made it knew of that one. */
type Edit = { readonly id: string; readonly field: Field; readonly value: string; readonly before: string | null };
type Player = { readonly desktop: TeamDesktop; readonly setChance: (chance: number) => void };
type Game = {
  readonly random: Random;
  readonly players: readonly Player[];
  readonly edits: Edit[];
  /** What a person has given up, having been asked. */
  readonly givenUp: string[];
  readonly cards: string[];
  count: number;
};

/**
 * Three mirrors, edits and cycles in any order over a way that breaks. In the end all of them are what central is, and no
 * acknowledged edit is lost: it stands in the value, somebody who knew it wrote over it, or a person is asked. [TEAM5]
 */
export async function playTeamGame(bench: TeamBench, seed: string, steps: number): Promise<void> {
  const random = createSeededRandom(seed);
  const players: Player[] = [];
  for (const place of ['one', 'two', 'three']) {
    const { server, identity } = await bench.enter('ownerA');
    const cutting = createCuttingServer(server, random);
    const desktop = await createTeamDesktop({ name: `${seed} ${place}`, server: cutting.server, identity });
    players.push({ desktop, setChance: cutting.setChance });
  }
  const game: Game = { random, players, edits: [], givenUp: [], cards: [], count: 0 };
  for (let step = 0; step < steps; step += 1) await act(game);
  await settleGame(game);
  await checkEqual(game, bench);
  checkNothingLost(game);
}

async function act(game: Game): Promise<void> {
  const { random, players } = game;
  const player = pick(random, players);
  const { desktop } = player;
  const dice = random.next();
  if (dice < 0.12) addCard(game, desktop);
  else if (dice < 0.5) editCard(game, desktop);
  else if (dice < 0.6) moveCard(game, desktop);
  else if (dice < 0.66) answerDecision(game, desktop);
  else if (dice < 0.7) game.edits.push(...refusedEdit(game, desktop));
  else {
    player.setChance(random.next() < 0.5 ? 0.25 : 0);
    await desktop.trySync();
  }
}

function addCard(game: Game, desktop: TeamDesktop): void {
  const title = nextValue(game);
  const id = desktop.insert('cards', { title });
  game.cards.push(id);
  game.edits.push({ id, field: 'title', value: title, before: null });
}

function editCard(game: Game, desktop: TeamDesktop): void {
  const row = pickRow(game, desktop);
  if (row === null) return;
  const field = pick(game.random, ['title', 'body'] as const);
  edit(game, desktop, String(row['id']), field, nextValue(game));
}

function edit(game: Game, desktop: TeamDesktop, id: string, field: Field, value: string): void {
  const before = (desktop.row('cards', id)?.[field] ?? null) as string | null;
  desktop.update('cards', id, { [field]: value });
  game.edits.push({ id, field, value, before });
}

function moveCard(game: Game, desktop: TeamDesktop): void {
  const row = pickRow(game, desktop);
  if (row !== null)
    desktop.update('cards', String(row['id']), {
      status: pick(game.random, ['todo', 'review', 'done']),
      position: nextValue(game),
    });
}

/** Central refuses it; a later edit of the row sends it again and again. */
function refusedEdit(game: Game, desktop: TeamDesktop): readonly Edit[] {
  const row = pickRow(game, desktop);
  if (row === null) return [];
  game.count += 1;
  const value = `-${game.count}`;
  desktop.update('cards', String(row['id']), { hours: value });
  return [{ id: String(row['id']), field: 'hours', value, before: row['hours'] as string | null }];
}

function answerDecision(game: Game, desktop: TeamDesktop): void {
  const [decision] = desktop.decisions();
  const [name, field] = Object.entries(decision?.fields ?? {})[0] ?? [];
  if (decision === undefined || name === undefined || field === undefined) return;
  const choice = pick(game.random, ['mine', 'theirs'] as const);
  const before = desktop.row('cards', decision.key)?.[name] ?? null;
  const settled = settleTeamDecision(desktop.db, desktop.replication.tables, decision.id, { [name]: choice }, 1);
  if (!settled.ok) return;
  game.givenUp.push(...[...(field.earlier ?? []), ...(choice === 'theirs' ? [field.mine] : [])].map(String));
  if (choice === 'mine')
    game.edits.push({
      id: decision.key,
      field: name as Field,
      value: String(field.mine),
      before: before as string | null,
    });
}

async function settleGame({ players, givenUp }: Game): Promise<void> {
  for (const { desktop, setChance } of players) {
    setChance(0);
    await desktop.sync();
  }
  for (const { desktop } of players)
    for (const { id, fields } of desktop.refusals()) {
      givenUp.push(...Object.values(fields).map(String));
      discardRefused(desktop.db, desktop.replication.tables, id);
    }
  for (let round = 0; round < 2; round += 1) for (const { desktop } of players) await desktop.sync();
}

async function checkEqual({ players }: Game, bench: TeamBench): Promise<void> {
  const shape = CARD_TABLES.find(({ table }) => table === 'cards');
  if (shape === undefined) throw new Error('No cards.');
  const central = (await bench.rows('cards')).map((content) =>
    compared(String(content['id']), contentToRow(shape, content)),
  );
  for (const { desktop } of players) {
    const rows = desktop.rows('cards').map((row) => compared(String(row['id']), row));
    expect(rows, desktop.name).toEqual(central);
    expect(desktop.db.prepare('SELECT count(*) AS n FROM team_outbox').get()).toEqual({ n: 0 });
    expect(desktop.db.prepare('SELECT count(*) AS n FROM team_dirty').get()).toEqual({ n: 0 });
  }
}

function compared(id: string, row: MirrorRow): MirrorRow {
  return { id, ...Object.fromEntries(COMPARED.map((name) => [name, row[name] ?? null])) };
}

function checkNothingLost({ players, edits, givenUp }: Game): void {
  const accounted = new Set(givenUp);
  const [first] = players;
  for (const row of first?.desktop.rows('cards') ?? []) for (const field of FIELDS) accounted.add(String(row[field]));
  for (const { desktop } of players)
    for (const { fields } of desktop.decisions())
      for (const { mine, earlier = [] } of Object.values(fields))
        for (const value of [mine, ...earlier]) accounted.add(String(value));
  // whoever wrote over a value knew it: what is accounted for takes along what stood there before
  for (let grown = -1; grown !== accounted.size;) {
    grown = accounted.size;
    for (const { value, before } of edits) if (before !== null && accounted.has(value)) accounted.add(before);
  }
  expect(edits.filter(({ value }) => !accounted.has(value))).toEqual([]);
}

function pickRow({ random }: Game, desktop: TeamDesktop): MirrorRow | null {
  const rows = desktop.rows('cards');
  return rows.length === 0 ? null : pick(random, rows);
}

function nextValue(game: Game): string {
  game.count += 1;
  return `v${game.count}`;
}

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}
