export type ChangedField = {
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly isChanged: boolean;
};
type Data = Readonly<Record<string, unknown>>;

const NOTHING = '–';
/** Of every row and never what somebody did. */
const QUIET = new Set(['updated_at', 'row_version', 'row_xid']);

/** The fields of an entry side by side, those that changed first; of an action what was noted about it. */
export function changesOf(before: Data | null, after: Data | null, metadata: Data): readonly ChangedField[] {
  if (before === null && after === null) {
    return Object.entries(metadata).map(([field, value]) => ({
      field,
      before: NOTHING,
      after: textOf(value),
      isChanged: true,
    }));
  }
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (field) => !QUIET.has(field),
  );
  const all = fields.map((field): ChangedField => {
    const [was, is] = [textOf(before?.[field]), textOf(after?.[field])];
    return { field, before: was, after: is, isChanged: was !== is };
  });
  const shown = before === null || after === null ? all.filter((each) => each.isChanged) : all;
  return shown.toSorted((a, b) => Number(b.isChanged) - Number(a.isChanged) || a.field.localeCompare(b.field));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return NOTHING;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
