import { CircleAlert, CircleCheck, GitCompareArrows, KeyRound, PlugZap } from 'lucide-react';
import type { ConflictRow, SyncErrorRow } from '../../../shared/contract/sync.ts';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { wordField } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { navigate } from '../../app/routes.ts';
import { useSharedInbox } from '../../app/shared-inbox.ts';
import { refusesKey, type StoreWithStatus } from '../../app/store-facts.ts';
import { faceOf } from '../../app/sync-face.ts';
import { wordEntity } from '../../app/sync-words.ts';
import { LinkButton } from '../../components/button.tsx';
import { Icon, type IconShape } from '../../components/icon.tsx';
import { Note } from '../../components/note.tsx';
import { Section } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { m } from '../../paraglide/messages.js';
import { sharedLabel } from '../sync/shared-words.ts';

type Need = {
  readonly key: string;
  readonly icon: IconShape;
  readonly ink: string;
  readonly words: string;
  readonly where: string;
  readonly verb: string;
  readonly onPress: () => void;
};

/** Everything that waits for a person, gathered by cause; each row ends in a verb. */
export function NeedsYou({ shown }: { readonly shown: readonly StoreWithStatus[] }) {
  const storeId = shown.length === 1 ? (shown[0]?.store.id ?? null) : null;
  const conflicts = useEngineQuery('conflicts.list', { storeId });
  const errors = useEngineQuery('errors.list', { storeId });
  const ofTeam = useSharedInbox();
  const nameOf = (id: string): string => shown.find(({ store }) => store.id === id)?.store.name ?? '';
  const needs = [
    ...storeNeeds(shown),
    ...conflictNeeds(conflicts.data?.rows ?? [], nameOf),
    ...errorNeeds(errors.data?.rows ?? [], nameOf),
    ...boardNeeds(ofTeam),
  ];
  const failure = conflicts.error ?? errors.error;
  const isReading = !failure && (conflicts.isPending || errors.isPending);
  return (
    <Section
      title={m.home_needs_you()}
      count={isReading || failure ? undefined : formatCount(needs.length)}
      className="min-w-0"
    >
      {failure ? (
        <Note
          tone="danger"
          action={{
            label: m.common_try_again(),
            onPress: () => void Promise.all([conflicts.refetch(), errors.refetch()]),
          }}
        >
          {m.home_needs_unread()} {wordError(engineErrorOf(failure)).way}
        </Note>
      ) : null}
      {isReading ? <SkeletonRows rows={3} figures={1} /> : null}
      {!isReading && !failure && needs.length === 0 ? (
        <p className="flex items-center gap-2 border-t border-divider py-3 text-text-2">
          <Icon of={CircleCheck} className="text-text-3" />
          {m.home_needs_nothing()}
        </p>
      ) : null}
      <ul className="flex flex-col">
        {needs.map((need) => (
          <li key={need.key} className="flex items-center gap-3 border-t border-divider py-1 last:border-b">
            <Icon of={need.icon} className={need.ink} />
            <div className="min-w-0 flex-1">
              <p>{need.words}</p>
              <p className="truncate text-small text-text-2">
                <bdi>{need.where}</bdi>
              </p>
            </div>
            <LinkButton onPress={need.onPress}>{need.verb}</LinkButton>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function storeNeeds(shown: readonly StoreWithStatus[]): readonly Need[] {
  return shown.flatMap((one): Need[] => {
    const { store, status } = one;
    if (refusesKey(one)) {
      return [
        {
          key: `key ${store.id}`,
          icon: KeyRound,
          ink: 'text-danger-text',
          words: m.home_key_refused(),
          where: store.name,
          verb: m.home_verb_enter_key(),
          onPress: () => navigate('settings', { section: 'stores', store: store.id, key: 'new' }),
        },
      ];
    }
    if (!status || faceOf(status).face !== 'unreachable') return [];
    return [
      {
        key: `reach ${store.id}`,
        icon: PlugZap,
        ink: 'text-warning-text',
        words: m.home_unreachable(),
        where: store.name,
        verb: m.home_verb_see_why(),
        onPress: () => navigate('sync', { store: store.id }),
      },
    ];
  });
}

function conflictNeeds(rows: readonly ConflictRow[], nameOf: (id: string) => string): readonly Need[] {
  return groupsOf(rows, (row) => `${row.storeId} ${row.kind} ${row.entity}`).map(([key, group]) => {
    const [first] = group;
    const count = first.kind === 'mass_deletion' ? (first.count ?? group.length) : group.length;
    return {
      key: `conflict ${key}`,
      icon: GitCompareArrows,
      ink: 'text-conflict-text',
      words: wordConflict(first, count),
      where: nameOf(first.storeId),
      verb: m.home_verb_decide(),
      onPress: () => navigate('sync', { tab: 'conflicts', store: first.storeId }),
    };
  });
}

function wordConflict({ kind, entity }: ConflictRow, count: number): string {
  const input = { entity: wordEntity(entity), count, figure: formatCount(count) };
  switch (kind) {
    case 'both_changed':
      return m.home_need_both_changed(input);
    case 'stock_moved':
      return m.home_need_stock_moved(input);
    case 'deleted_remotely':
      return m.home_need_deleted(input);
    case 'mass_deletion':
      return m.home_need_mass_deletion(input);
    case 'duplicate':
      return m.home_need_duplicate(input);
    case 'outcome_unknown':
      return m.home_need_unknown(input);
    case 'store_replaced':
      return m.home_need_replaced();
    default:
      return kind satisfies never;
  }
}

function errorNeeds(rows: readonly SyncErrorRow[], nameOf: (id: string) => string): readonly Need[] {
  return groupsOf(rows, (row) => `${row.storeId} ${row.entity} ${row.field ?? row.code}`).map(([key, group]) => {
    const [first] = group;
    const reason = first.field ? wordField(first.field) : first.message.replace(/\.$/, '');
    return {
      key: `error ${key}`,
      icon: CircleAlert,
      ink: 'text-danger-text',
      words: m.home_need_refused({
        entity: wordEntity(first.entity),
        figure: formatCount(group.length),
        count: group.length,
        reason,
      }),
      where: nameOf(first.storeId),
      verb: m.home_verb_open(),
      onPress: () => navigate('triage', { store: first.storeId, entity: first.entity }),
    };
  });
}

/** What meets on the boards, and what the team's database did not accept. */
function boardNeeds({ decisions, refusals }: ReturnType<typeof useSharedInbox>): readonly Need[] {
  const open = { verb: m.home_verb_decide(), onPress: () => navigate('sync', { tab: 'conflicts' }) };
  return [
    ...decisions.map(({ id, table, label }) => ({
      ...{ ...open, key: `shared ${id}`, icon: GitCompareArrows, ink: 'text-conflict-text' },
      ...{ words: m.shared_home_decision(), where: sharedLabel({ table, label }) },
    })),
    ...refusals.map(({ id, table, label }) => ({
      ...{ ...open, key: `shared ${id}`, icon: CircleAlert, ink: 'text-danger-text' },
      ...{ words: m.shared_home_refusal(), where: sharedLabel({ table, label }) },
    })),
  ];
}

type Group<T> = readonly [key: string, group: readonly [T, ...T[]]];

function groupsOf<T>(rows: readonly T[], keyOf: (row: T) => string): readonly Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}
