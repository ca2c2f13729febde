import type { ReactNode } from 'react';
import { LinkButton } from '../../components/button.tsx';
import { Toolbar } from '../../components/page.tsx';
import { FilterPill, type FilterOption } from '../../components/pill.tsx';
import { SearchField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';
import { isNarrowed, NO_FILTERS, PERIODS, type AuditFilters, type Period } from './audit-question.ts';
import { wordAct, wordThing } from './audit-words.ts';
import { useAdminQuery } from './team-data.ts';

/** Filters of the trail; what is done with all of it stands at the end. */
export function AuditToolbar({
  filters,
  onChange,
  children,
}: {
  readonly filters: AuditFilters;
  readonly onChange: (changes: Partial<AuditFilters>) => void;
  readonly children: ReactNode;
}) {
  const people = useAdminQuery('members.list', {}).data?.people ?? [];
  const facets = useAdminQuery('audit.facets', {}).data;
  return (
    <Toolbar label={m.admin_audit_filters()}>
      <SearchField
        label={m.admin_audit_find()}
        size="small"
        className="w-52"
        value={filters.search}
        onChange={(search) => onChange({ search })}
      />
      <OneOf
        label={m.admin_audit_person()}
        options={people.map(({ id, name }) => ({ id, label: name }))}
        value={filters.personId}
        onChange={(personId) => onChange({ personId })}
      />
      <OneOf
        label={m.admin_audit_table()}
        options={(facets?.tables ?? []).map((id) => ({ id, label: wordThing(id) }))}
        value={filters.table}
        onChange={(table) => onChange({ table })}
      />
      <OneOf
        label={m.admin_audit_action()}
        options={(facets?.actions ?? []).map((id) => ({ id, label: wordAct(id) }))}
        value={filters.action}
        onChange={(action) => onChange({ action })}
      />
      <OneOf<Period>
        label={m.admin_audit_period()}
        options={PERIODS.filter((id) => id !== 'any').map((id) => ({ id, label: periodWords(id) }))}
        value={filters.period === 'any' ? null : filters.period}
        onChange={(period) => onChange({ period: period ?? 'any' })}
      />
      {isNarrowed(filters) ? (
        <LinkButton className="text-small" onPress={() => onChange(NO_FILTERS)}>
          {m.admin_clear_filters()}
        </LinkButton>
      ) : null}
      <div className="flex-1" />
      {children}
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

function periodWords(period: Period): string {
  switch (period) {
    case 'any':
      return m.admin_audit_period_any();
    case 'day':
      return m.admin_audit_period_day();
    case 'week':
      return m.admin_audit_period_week();
    case 'month':
      return m.admin_audit_period_month();
    default:
      return period satisfies never;
  }
}
