import type { Act, Setting } from './acts.ts';
import type { Outcome } from './simulate.ts';
import { simulate } from './simulate.ts';
import type { Violation } from './world.ts';

const MOST_RUNS = 600;

/** Which violation it is, whatever the record and the values: another one of the same invariant is another story. */
function shapeOf({ invariant, detail }: Violation): string {
  return `${invariant} ${detail.replaceAll(/"[^"]*"|[\d.]+/g, '#')}`;
}

/**
 * Leaves out acts for as long as the same violation still shows: first half of them at a time, then fewer, at last one
 * by one. Answers the short list and what happened in it.
 */
export async function shrink(
  setting: Setting,
  acts: readonly Act[],
  violation: Violation,
): Promise<{ readonly setting: Setting; readonly acts: readonly Act[]; readonly outcome: Outcome }> {
  let runs = 0;
  const attempt = async (tried: Setting, some: readonly Act[]): Promise<Outcome | null> => {
    runs += 1;
    const outcome = await simulate(tried, some, { keepLines: true });
    return outcome.violations.some((found) => shapeOf(found) === shapeOf(violation)) ? outcome : null;
  };
  let outcome = await simulate(setting, acts, { keepLines: true });
  let kept = acts;
  let chunk = Math.max(1, Math.floor(kept.length / 2));
  while (runs < MOST_RUNS) {
    let dropped = false;
    for (let start = 0; start < kept.length && runs < MOST_RUNS;) {
      const rest = [...kept.slice(0, start), ...kept.slice(start + chunk)];
      const found = await attempt(setting, rest);
      if (found === null) start += chunk;
      else {
        kept = rest;
        outcome = found;
        dropped = true;
      }
    }
    if (chunk === 1 && !dropped) break;
    if (chunk > 1) chunk = Math.max(1, Math.floor(chunk / 2));
  }
  const simpler = await simplify(setting, kept, attempt);
  return simpler ?? { setting, acts: kept, outcome };
}

/** Plainer surroundings, where they show the same. */
async function simplify(
  setting: Setting,
  acts: readonly Act[],
  attempt: (setting: Setting, acts: readonly Act[]) => Promise<Outcome | null>,
): Promise<{ readonly setting: Setting; readonly acts: readonly Act[]; readonly outcome: Outcome } | null> {
  let best: { readonly setting: Setting; readonly acts: readonly Act[]; readonly outcome: Outcome } | null = null;
  let current = setting;
  const plainer: readonly Partial<Setting>[] = [
    { fromEmpty: false },
    { skewMs: setting.skewMs.map(() => 0) },
    { scheduled: false },
    { diligent: false },
    { stockWithoutDate: false },
    { pageSize: 100 },
    { timeZone: 'Asia/Jerusalem' },
    { profile: '10.5' },
  ];
  for (const change of plainer) {
    const tried = { ...current, ...change };
    const outcome = await attempt(tried, acts);
    if (outcome === null) continue;
    current = tried;
    best = { setting: tried, acts, outcome };
  }
  return best;
}

/** A shrunk failure as the text of a test. */
export function asRegression(setting: Setting, acts: readonly Act[], invariant: string): string {
  const lines = acts.map((act) => `      ${JSON.stringify(act)},`);
  return [
    `  test('[${invariant}] seed ${setting.seed}: say here what went wrong', async () => {`,
    `    const outcome = await simulate(${JSON.stringify(setting)}, [`,
    ...lines,
    `    ]);`,
    `    expect(outcome.violations).toEqual([]);`,
    `  });`,
  ].join('\n');
}
