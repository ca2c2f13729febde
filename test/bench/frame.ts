/** One measured thing beside what bounds it. */
export type Figure = {
  readonly label: string;
  readonly value: number;
  readonly unit: 'ms' | 'items/s' | 'requests' | 'writes' | 'MB';
  /** Measured in the same run; null where the goal is absolute. */
  readonly limit: { readonly label: string; readonly value: number } | null;
  /** The goal in words, and whether this run met it; null for a figure that is only printed. */
  readonly goal: { readonly text: string; readonly met: boolean } | null;
};

export type Bench = {
  readonly name: string;
  readonly about: string;
  readonly run: (options: BenchOptions) => Promise<readonly Figure[]>;
};
export type BenchOptions = {
  readonly rounds: number;
  /** 1 is the size of the goal; less is for trying out. */
  readonly scale: number;
  /** What the bench is doing, for whoever waits. */
  readonly say: (text: string) => void;
};

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The smallest sample that at least `share` of all do not exceed. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN;
}

/**
 * Runs the variants in turn, `rounds` times, each round beginning with another one, so that what disturbs the machine disturbs
 * them alike. Answers each variant's samples in the order of the rounds.
 */
export async function interleave<Name extends string>(
  rounds: number,
  variants: Readonly<Record<Name, (round: number) => Promise<number> | number>>,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(variants) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (let step = 0; step < names.length; step += 1) {
      const name = names[(round + step) % names.length];
      if (name !== undefined) samples[name].push(await variants[name](round));
    }
  }
  return samples;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function atMost(figure: number, limit: number, text: string): { readonly text: string; readonly met: boolean } {
  return { text, met: figure <= limit };
}
export function atLeast(figure: number, limit: number, text: string): { readonly text: string; readonly met: boolean } {
  return { text, met: figure >= limit };
}

function amount(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3).replace(/\.0+$/, '');
}

/** A table of figures: what was measured, what bounds it, the ratio, the goal, and whether it is met. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.label,
    `${amount(figure.value)} ${figure.unit}`,
    figure.limit === null ? '' : `${amount(figure.limit.value)} ${figure.unit} (${figure.limit.label})`,
    figure.limit === null ? '' : (figure.value / figure.limit.value).toFixed(2),
    figure.goal?.text ?? '',
    figure.goal === null ? '' : figure.goal.met ? 'met' : 'NOT MET',
  ]);
  const all = [['figure', 'measured', 'limit', 'ratio', 'goal', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
