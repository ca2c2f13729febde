/**
 * What the tester asked for, kept apart from the engine: `certain` when the engine had answered that it is kept.
 * The judgement compares it with what the shop holds at the end, and looks at nothing else.
 */
export type Intent =
  | {
      readonly kind: 'edit';
      readonly product: number;
      readonly field: 'name' | 'regular_price';
      readonly value: string;
    }
  | { readonly kind: 'create'; readonly name: string }
  | { readonly kind: 'adjust'; readonly product: number; readonly by: number }
  | { readonly kind: 'note'; readonly order: number; readonly text: string };
export type Entry = { readonly intent: Intent; readonly certain: boolean };

export type Ledger = {
  readonly entries: Entry[];
  /** Notes, creates and adjustments about which the engine asked a person, by `wordOf`: either outcome is right. */
  readonly asked: Set<string>;
};

/** The shop as it was at the beginning and is at the end. */
export type Truth = {
  readonly before: ReadonlyMap<number, ProductTruth>;
  readonly after: ReadonlyMap<number, ProductTruth>;
  /** Names of all live products. */
  readonly names: readonly string[];
  readonly notes: readonly string[];
};
export type ProductTruth = { readonly name: string; readonly regular_price: string; readonly stock: number | null };

export type Verdict = {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
};

export function wordOf(intent: Intent): string {
  switch (intent.kind) {
    case 'edit':
      return `product ${intent.product} ${intent.field} = ${intent.value}`;
    case 'create':
      return `create ${intent.name}`;
    case 'adjust':
      return `product ${intent.product} stock ${intent.by > 0 ? '+' : ''}${intent.by}`;
    case 'note':
      return `note ${intent.text}`;
  }
}

export function judge(ledger: Ledger, truth: Truth): Verdict {
  const lost: string[] = [];
  const doubled: string[] = [];
  judgeEdits(ledger, truth, lost);
  judgeStock(ledger, truth, lost, doubled);
  for (const { intent, certain } of ledger.entries) {
    if (intent.kind !== 'create' && intent.kind !== 'note') continue;
    const found = intent.kind === 'create' ? truth.names : truth.notes;
    const count = found.filter((text) => text === (intent.kind === 'create' ? intent.name : intent.text)).length;
    if (ledger.asked.has(wordOf(intent))) continue;
    if (count === 0 && certain) lost.push(wordOf(intent));
    if (count > 1) doubled.push(`${wordOf(intent)}: ${count} times`);
  }
  return { lost, doubled };
}

/** The last value that was kept, or one that was given later and may have been. */
function judgeEdits(ledger: Ledger, truth: Truth, lost: string[]): void {
  const allowed = new Map<string, { product: number; field: 'name' | 'regular_price'; values: string[] }>();
  for (const { intent, certain } of ledger.entries) {
    if (intent.kind !== 'edit') continue;
    const { product, field, value } = intent;
    const key = `${product} ${field}`;
    const known = allowed.get(key) ?? { product, field, values: [truth.before.get(product)?.[field] ?? ''] };
    allowed.set(key, { ...known, values: certain ? [value] : [...known.values, value] });
  }
  for (const { product, field, values } of allowed.values()) {
    const found = truth.after.get(product)?.[field] ?? '(gone)';
    if (!values.includes(found)) lost.push(`product ${product} ${field}: ${found} instead of ${values.join(' or ')}`);
  }
}

/** The sum of all that was kept, with any of what may have been. */
function judgeStock(ledger: Ledger, truth: Truth, lost: string[], doubled: string[]): void {
  const sums = new Map<number, { allowed: Set<number>; kept: number[] }>();
  for (const { intent, certain } of ledger.entries) {
    if (intent.kind !== 'adjust') continue;
    const { product, by } = intent;
    const known = sums.get(product) ?? { allowed: new Set([truth.before.get(product)?.stock ?? 0]), kept: [] };
    const moved = [...known.allowed].map((sum) => sum + by);
    const isSure = certain && !ledger.asked.has(wordOf(intent));
    sums.set(product, { allowed: new Set(isSure ? moved : [...known.allowed, ...moved]), kept: [...known.kept, by] });
  }
  for (const [product, { allowed, kept }] of sums) {
    const found = truth.after.get(product)?.stock ?? null;
    if (found !== null && allowed.has(found)) continue;
    const isTwice = found !== null && kept.some((by) => allowed.has(found - by));
    (isTwice ? doubled : lost).push(`product ${product} stock ${found} instead of ${[...allowed].join(' or ')}`);
  }
}
