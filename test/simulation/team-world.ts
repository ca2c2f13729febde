import { SHARED_BOARDS } from '../../src/engine/team/shared-boards.ts';
import { createCentralLine } from './central-line.ts';
import type { CentralLine } from './central-line.ts';
import { createCentralModel } from './central-model.ts';
import type { CentralModel } from './central-model.ts';
import { modelTableOf } from './central-model-tables.ts';
import type { ModelTable } from './central-model-tables.ts';
import { createDesktop } from './desktop.ts';
import type { DesktopDeps } from './desktop.ts';
import type { Line } from './line.ts';
import { createShopsModel } from './shops-model.ts';
import type { ShopsModel } from './shops-model.ts';
import type { TeamSetting } from './team-acts.ts';
import { createTeamHappened } from './team-happenings.ts';
import type { TeamHappened } from './team-happenings.ts';
import { createTeamLedger } from './team-ledger.ts';
import type { TeamLedger } from './team-ledger.ts';
import { createMember, deviceOf, ORGANIZATION, personOf } from './team-members.ts';
import type { Member } from './team-members.ts';
import type { BoardLedger } from './team-boards.ts';
import type { World } from './world.ts';
import { createWorld } from './world.ts';

/** A world whose desktops are a team: one shop, one board, one central. */
export type TeamWorld = Omit<World, 'ledger'> & {
  readonly ledger: TeamLedger;
  readonly shops: ShopsModel;
  readonly rows: CentralModel;
  readonly central: CentralLine;
  readonly member: (number: number) => Member;
  readonly boards: BoardLedger;
  readonly team: TeamHappened;
  readonly setting: TeamSetting;
};

const parent = (column: string, table: string) => ({ column, table, onDelete: 'cascade' }) as const;
const BELOW_TASKS = [parent('task_id', 'tasks')];
const SHAPES: Readonly<Record<string, Parameters<typeof modelTableOf>[1]>> = {
  tasks: { required: ['title', 'status', 'position'], parents: [parent('sprint_id', 'sprints')] },
  task_comments: { required: ['task_id', 'comment'], parents: BELOW_TASKS },
  work_logs: { required: ['task_id', 'minutes'], parents: BELOW_TASKS },
  task_history: { required: ['task_id'], parents: BELOW_TASKS },
};
const TABLES: readonly ModelTable[] = SHARED_BOARDS.map((table) =>
  modelTableOf(table, { ...SHAPES[table.table], fallbacks: { is_active: true } }),
);

function createCentralRows(now: () => number, desktops: number): CentralModel {
  const rows = createCentralModel({ tables: TABLES, now, pageRows: 40 });
  const open = rows.begin();
  for (let number = 0; number < desktops; number += 1)
    open.insert('auth.users_extended', personOf(number), ORGANIZATION, {
      ...{ full_name: `Person ${number}`, email: `p${number}@team.test`, is_active: true },
      created_at: new Date(now()).toISOString(),
    });
  open.commit();
  return rows;
}

export async function createTeamWorld(
  setting: TeamSetting,
  options: { readonly keepLines: boolean },
): Promise<TeamWorld> {
  const members = new Map<number, Member>();
  const team = createTeamHappened();
  let central: CentralLine | null = null;
  let shops: ShopsModel | null = null;
  let rows: CentralModel | null = null;
  let ledger: TeamLedger | null = null;
  const world = await createWorld(setting, {
    ...options,
    surround: ({ time, chance, line, desktops, tell, violate }) => {
      const ownShops = createShopsModel({
        ...{ now: time.now, leases: setting.lease },
        onTakenOver: () => team.note('a claim of an earlier holder was taken over'),
        onFenced: (token, newest, device) => {
          if (token !== newest) violate('LEASE3', `${device} wrote with token ${token} after ${newest} was given`);
        },
      });
      const ownRows = createCentralRows(time.now, setting.skewMs.length);
      const way = createCentralLine(
        time,
        chance,
        { shops: ownShops, rows: ownRows },
        {
          arrived: (desktop, name, ghost) => {
            tell(`  central: d${desktop}${ghost ? ' (ghost)' : ''} ${name}`);
            if (ghost) team.note('a transaction of a dead process arrived');
          },
          cut: (name, at) => team.noteCut(name, at),
          late: () => team.note('a transaction committed late'),
        },
      );
      [shops, rows, central] = [ownShops, ownRows, way];
      ledger = createTeamLedger(() => desktops);
      return {
        ledger,
        line: bothLines(line, way, chance),
        createDesktop: (deps: DesktopDeps) =>
          createDesktop({
            ...deps,
            attach: (process) => {
              const { number, owner } = process;
              const person = { id: personOf(number), name: `Person ${number}`, may: () => true };
              const everything = { mayRead: () => true, mayWrite: () => true, mayDelete: () => true };
              const member = createMember(
                process,
                {
                  shops: way.shops(ownShops.enter(person, deviceOf(number)), number, owner),
                  rows: way.rows(
                    ownRows.enter({ id: person.id, organizationId: ORGANIZATION, ...everything }, deviceOf(number)),
                    ...([number, owner] as const),
                  ),
                },
                chance,
              );
              members.set(number, member);
              return member.shops;
            },
          }),
      };
    },
  });
  if (central === null || shops === null || rows === null || ledger === null)
    throw new Error('the world has no surroundings');
  return Object.assign(world, {
    ...{ setting, shops, rows, central, team, ledger },
    boards: { cards: new Map(), comments: [], logs: [] } satisfies BoardLedger,
    member: (number: number): Member => {
      const member = members.get(number);
      if (member === undefined) throw new Error(`no member ${number}`);
      return member;
    },
  });
}

/** What moves next is chance, on either way. */
function bothLines(line: Line, central: CentralLine, chance: World['chance']): Line {
  return {
    ...line,
    step: () => {
      const isCentral = central.travelling() > 0 && (line.travelling() === 0 || chance.coin(0.5));
      return isCentral ? central.step() : line.step();
    },
    travelling: () => line.travelling() + central.travelling(),
    forget: (owner) => {
      line.forget(owner);
      central.forget(owner);
    },
  };
}
