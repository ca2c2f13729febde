import type { TriageGroup } from '../../../shared/contract/triage.ts';
import { ENTITY_NAMES } from '../../../shared/domain/entities.ts';
import { ERROR_CLASSES } from '../../../shared/domain/error-classes.ts';
import { useStores } from '../../app/store-facts.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { LinkButton } from '../../components/button.tsx';
import { Toolbar } from '../../components/page.tsx';
import { FilterPill, type FilterOption } from '../../components/pill.tsx';
import { m } from '../../paraglide/messages.js';
import { useStoreId } from '../../state/view.ts';
import { wordClass } from './advice-words.ts';
import { wordCause } from './cause-words.ts';
import { ageWords } from './triage-words.ts';
import { AGES, isNarrowed, NO_FILTERS, type TriageFilters } from './triage-question.ts';

const NOBODY = 'nobody';

/** Filters of the list. */
export function TriageToolbar({
  filters,
  known,
  onChange,
}: {
  readonly filters: TriageFilters;
  /** All causes of the tab, without filters: what there is to choose from. */
  readonly known: readonly TriageGroup[];
  readonly onChange: (changes: Partial<TriageFilters>) => void;
}) {
  const stores = useStores() ?? [];
  const hasStoreFilter = useStoreId() === null && stores.length > 1;
  const owners = ownersOf(known, filters.assignee);
  return (
    <Toolbar label={m.triage_filters()}>
      {hasStoreFilter && (
        <OneOf
          label={m.triage_filter_store()}
          options={stores.map(({ store }) => ({ id: store.id, label: store.name }))}
          value={filters.storeId}
          onChange={(storeId) => onChange({ storeId })}
        />
      )}
      <OneOf
        label={m.triage_filter_entity()}
        options={ENTITY_NAMES.map((id) => ({ id, label: wordEntity(id) }))}
        value={filters.entity}
        onChange={(entity) => onChange({ entity })}
      />
      <OneOf
        label={m.triage_filter_code()}
        options={codesOf(known, filters.code)}
        value={filters.code}
        onChange={(code) => onChange({ code })}
      />
      <OneOf
        label={m.triage_filter_class()}
        options={ERROR_CLASSES.map((id) => ({ id, label: wordClass(id) }))}
        value={filters.class}
        onChange={(errorClass) => onChange({ class: errorClass })}
      />
      <OneOf
        label={m.triage_filter_age()}
        options={AGES.map((id) => ({ id, label: ageWords(id) }))}
        value={filters.age}
        onChange={(age) => onChange({ age })}
      />
      <OneOf
        label={m.triage_filter_owner()}
        options={[
          { id: NOBODY, label: m.triage_owner_nobody() },
          ...owners.map((name) => ({ id: `is ${name}`, label: name })),
        ]}
        value={filters.assignee === null ? null : filters.assignee === '' ? NOBODY : `is ${filters.assignee}`}
        onChange={(id) => onChange({ assignee: id === null ? null : id === NOBODY ? '' : id.slice(3) })}
      />
      {isNarrowed(filters) && (
        <LinkButton className="text-small" onPress={() => onChange(NO_FILTERS)}>
          {m.triage_clear_filters()}
        </LinkButton>
      )}
    </Toolbar>
  );
}

/** The engine takes one value per filter: a second choice takes the place of the first. */
function OneOf<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly (FilterOption & { readonly id: T })[];
  readonly value: T | null;
  readonly onChange: (value: T | null) => void;
}) {
  return (
    <FilterPill
      label={label}
      options={options}
      selected={value === null ? [] : [value]}
      onChange={(next) => onChange(options.find(({ id }) => id !== value && next.includes(id))?.id ?? null)}
    />
  );
}

/** Codes under the words of their cause. The code that is chosen stays to be seen when nothing has it any more. */
function codesOf(known: readonly TriageGroup[], chosen: string | null): readonly FilterOption[] {
  const words = new Map<string, string>();
  for (const { code, advice } of known) words.set(code, wordCause(advice.what));
  if (chosen !== null && !words.has(chosen)) words.set(chosen, chosen);
  return [...words].map(([id, label]) => ({ id, label }));
}

function ownersOf(known: readonly TriageGroup[], chosen: string | null): readonly string[] {
  const names = known.flatMap(({ assignee }) => assignee ?? []);
  if (chosen) names.push(chosen);
  return [...new Set(names)].toSorted((a, b) => a.localeCompare(b));
}
