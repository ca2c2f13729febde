/** Boards as a team keeps them: a sprint that runs, people, tasks in all columns, hours and what they led to. */
import Database from 'better-sqlite3';
import { openEngine } from '../../../src/cli/open-engine.ts';
import type { Engine } from '../../../src/engine/create-engine.ts';
import type { TaskStatus, TaskType, TaskPriority } from '../../../src/shared/domain/boards/words.ts';
import { mirrorPath } from './mirror.ts';
import type { RunningShop } from './shop.ts';

const DAY_MS = 86_400_000;
const ENVIRONMENT = { BACKROOM_PASSPHRASE: 'test passphrase' };

export function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The engine on a profile that no app has open. */
export async function withEngine<T>(profileDir: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = must(await openEngine(profileDir, ENVIRONMENT));
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Colleagues, as the central database would bring them. */
export const COLLEAGUES = [
  ['0190aaaa-0000-7000-8000-000000000001', 'Noa Amar'],
  ['0190aaaa-0000-7000-8000-000000000002', 'Dan Levi'],
  ['0190aaaa-0000-7000-8000-000000000003', 'Ruth Stern'],
] as const;

export function addColleagues(profileDir: string): void {
  const db = new Database(mirrorPath(profileDir), { fileMustExist: true });
  try {
    const add = db.prepare(
      'INSERT INTO people (id, name, email, created_at, updated_at) VALUES (?, ?, NULL, 1, 1) ON CONFLICT DO NOTHING',
    );
    for (const [id, name] of COLLEAGUES) add.run(id, name);
  } finally {
    db.close();
  }
}

type Sketch = {
  readonly title: string;
  readonly status: TaskStatus;
  readonly type: TaskType;
  readonly priority: TaskPriority;
  /** Hours. */
  readonly estimate: number;
  readonly worked: number;
  /** Index of a colleague; absent: me. */
  readonly who?: 0 | 1 | 2;
};

const SKETCHES: readonly Sketch[] = [
  { title: 'Show price history on the product panel', status: 'todo', type: 'feature', priority: 'medium', estimate: 6, worked: 0 },
  { title: 'Wrong VAT on orders shipped to Haifa', status: 'todo', type: 'bug', priority: 'high', estimate: 3, worked: 0, who: 1 },
  { title: 'Print packing slips in Hebrew order', status: 'todo', type: 'feature', priority: 'low', estimate: 4, worked: 0, who: 2 },
  { title: 'Remove the 2019 coupon codes', status: 'todo', type: 'refactor', priority: 'low', estimate: 1, worked: 0, who: 0 },
  { title: 'Free SKUs that trashed products still hold', status: 'in_progress', type: 'bug', priority: 'critical', estimate: 6, worked: 2 },
  { title: 'Import winter prices from the spreadsheet', status: 'in_progress', type: 'improvement', priority: 'medium', estimate: 5, worked: 3.5, who: 0 },
  { title: 'Alt text for all vases', status: 'in_progress', type: 'refactor', priority: 'low', estimate: 2, worked: 1, who: 2 },
  { title: 'Copy a price change to the second store', status: 'in_progress', type: 'feature', priority: 'medium', estimate: 6, worked: 5 },
  { title: 'Sale dates for the Hanukkah set', status: 'review', type: 'improvement', priority: 'medium', estimate: 2, worked: 2, who: 0 },
  { title: 'Speed up variation search', status: 'review', type: 'feature', priority: 'medium', estimate: 8, worked: 7, who: 1 },
  { title: 'Refund twice by double click', status: 'testing', type: 'bug', priority: 'high', estimate: 3, worked: 4, who: 1 },
  { title: 'Deploy SKU Manager 1.4.3', status: 'testing', type: 'improvement', priority: 'high', estimate: 2, worked: 1 },
  { title: 'Photos of the new teapots', status: 'done', type: 'improvement', priority: 'low', estimate: 5, worked: 6, who: 2 },
  { title: 'Barcode field on variations', status: 'done', type: 'feature', priority: 'medium', estimate: 5, worked: 5, who: 1 },
  { title: 'Clean up tag spelling', status: 'done', type: 'refactor', priority: 'low', estimate: 2, worked: 2, who: 0 },
  { title: 'Courier rate for Eilat', status: 'done', type: 'improvement', priority: 'low', estimate: 1, worked: 1 },
  { title: 'Answer of the bank about instalments', status: 'blocked', type: 'documentation', priority: 'medium', estimate: 1, worked: 0, who: 2 },
]; // prettier-ignore

export type Board = {
  readonly sprintId: string;
  readonly nextSprintId: string;
  readonly storeId: string;
  /** By title. */
  readonly tasks: ReadonlyMap<string, { readonly id: string; readonly key: string }>;
};

function dayFrom(days: number): string {
  const date = new Date(Date.now() + days * DAY_MS);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

/** Connects the shop and fills its boards. No app may have the profile open. */
export async function furnishBoards(profileDir: string, shop: RunningShop): Promise<Board> {
  return withEngine(profileDir, async (engine) => {
    const { id: storeId } = must(
      await engine.call('stores.add', {
        name: shop.name, url: shop.url, consumerKey: shop.key, consumerSecret: shop.secret, mode: 'push', skipCheck: false,
      }), // prettier-ignore
    );
    addColleagues(profileDir);
    must(await engine.call('people.nameMe', { name: 'Maya Tal' }));
    const sprint = (name: string, description: string, from: number, to: number) =>
      engine.call('sprints.create', {
        name,
        description,
        start_date: new Date(Date.now() + from * DAY_MS).toISOString(),
        end_date: new Date(Date.now() + to * DAY_MS).toISOString(),
      });
    const { id: sprintId } = must(await sprint('Sprint 12', 'Holiday prices', -6, 5));
    const { id: nextSprintId } = must(await sprint('Sprint 13', 'Barcodes', 6, 17));
    const tasks = new Map<string, { readonly id: string; readonly key: string }>();
    for (const { title, type, priority, estimate, who } of SKETCHES) {
      const made = must(
        await engine.call('tasks.create', {
          ...{ title, type, priority, sprint_id: sprintId, estimated_minutes: estimate * 60 },
          assigned_to: who === undefined ? await me(engine) : (COLLEAGUES[who]?.[0] ?? null),
          start_date: dayFrom(-4 + (tasks.size % 5)),
          due_date: dayFrom(1 + (tasks.size % 6)),
          tags: [type === 'bug' ? 'shop' : 'catalog'],
        }),
      );
      tasks.set(title, made);
    }
    must(await engine.call('sprints.start', { id: sprintId }));
    for (const [index, { title, status, worked }] of SKETCHES.entries()) {
      const taskId = tasks.get(title)?.id ?? '';
      if (worked > 0)
        must(await engine.call('time.add', { taskId, minutes: worked * 60, work_date: dayFrom(-(index % 4)) }));
      if (status !== 'todo') must(await engine.call('tasks.move', { ids: [taskId], status }));
    }
    return { sprintId, nextSprintId, storeId, tasks };
  });
}

/** Bugs in the intake and open, deployments of three kinds. Answers the id of the failed deployment. */
export async function furnishWork(profileDir: string): Promise<string> {
  return withEngine(profileDir, async (engine) => {
    for (const [title, severity, accepted] of [
      ['Cart forgets the colour of a vase', 'major', false],
      ['Wrong total when a coupon ends at midnight', 'critical', false],
      ['Search finds nothing with a geresh', 'minor', true],
      ['Checkout page is blank on old phones', 'blocker', true],
    ] as const) {
      must(
        await engine.call('bugs.create', {
          title,
          severity,
          accepted,
          steps_to_reproduce: '1. Open the shop\n2. Look',
        }),
      );
    }
    const deploy = (
      version: string,
      environment: 'production' | 'staging',
      status: 'success' | 'failed',
      hoursAgo: number,
    ) =>
      engine.call('deployments.create', {
        ...{ version, environment, status, deployed_tasks: ['BR-12', 'BR-14'], git_commit_hash: '4f1c2a9e' },
        at: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
        ...(status === 'failed' ? { error_log: 'npm ERR! missing script: build' } : {}),
      });
    must(await deploy('1.4.1', 'production', 'success', 80));
    must(await deploy('1.4.2', 'production', 'success', 20));
    const { id } = must(await deploy('1.4.3-rc1', 'staging', 'failed', 2));
    return id;
  });
}

async function me(engine: Engine): Promise<string | null> {
  return must(await engine.call('people.list', {})).find(({ is_me }) => is_me)?.id ?? null;
}

/** So many tasks in one backlog, spread over the columns. */
export async function addManyTasks(engine: Engine, count: number): Promise<void> {
  const statuses: readonly TaskStatus[] = ['todo', 'in_progress', 'review', 'testing', 'done', 'blocked'];
  for (let number = 1; number <= count; number += 1) {
    must(
      await engine.call('tasks.create', {
        title: `Task ${number} of many, with a title of usual length`,
        status: statuses[number % 6] ?? 'todo',
      }),
    );
  }
}
