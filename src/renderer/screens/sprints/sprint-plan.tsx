import { CalendarX, Flag, PencilLine, Play, SquareKanban, Trash2, Ellipsis } from 'lucide-react';
import type { SprintSummary } from '../../../shared/contract/boards-sprints.ts';
import { wordSprintStatus } from '../../app/boards/board-words.ts';
import { dayRange } from '../../app/boards/days.ts';
import { hoursFigure, readHours } from '../../app/boards/hours.ts';
import { InlineField } from '../../app/boards/inline-field.tsx';
import { PersonMark } from '../../app/boards/marks.tsx';
import { usePeople, type People } from '../../app/boards/people.ts';
import { useEngineCall, useEngineQuery, type MethodOutput } from '../../app/engine-client.tsx';
import { wordRefusal } from '../../app/field-words.ts';
import { formatCount } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { navigate } from '../../app/routes.ts';
import { toastError } from '../../app/sync-actions.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Menu } from '../../components/menu.tsx';
import { Section } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { BurndownChart } from './burndown-chart.tsx';
import type { SprintAsked } from './sprint-dialogs.tsx';

/** One sprint: what can be done with it, who can do how much, and how it burns down. */
export function SprintPlan({
  sprint,
  onAsk,
}: {
  readonly sprint: SprintSummary;
  readonly onAsk: (asked: SprintAsked) => void;
}) {
  const call = useEngineCall();
  const locale = useLocale();
  const nowMs = useNow(60_000);
  const people = usePeople();
  const planning = useEngineQuery('sprints.planning', { id: sprint.id });
  const { status } = sprint;
  const isOpen = status === 'planned' || status === 'active';
  const start = (): void =>
    void call('sprints.start', { id: sprint.id }).then((result) => !result.ok && toastError(result.error));
  return (
    <div className="flex flex-col gap-5 px-5 py-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-page font-strong">
            <bdi>{sprint.name}</bdi>
          </h2>
          <p className="text-text-2">
            {wordSprintStatus(status)} · {dayRange(sprint.start_date, sprint.end_date, nowMs, locale)}
          </p>
          {sprint.description ? <bdi className="block text-text-2">{sprint.description}</bdi> : null}
        </div>
        <Button icon={SquareKanban} onPress={() => navigate('board', status === 'active' ? {} : { sprint: sprint.id })}>
          {m.sprints_to_board()}
        </Button>
        {status === 'planned' ? (
          <Button icon={Play} onPress={start}>
            {m.sprints_start()}
          </Button>
        ) : null}
        {status === 'active' ? (
          <Button icon={Flag} onPress={() => onAsk({ what: 'complete', sprint })}>
            {m.sprints_complete()}
          </Button>
        ) : null}
        {isOpen ? (
          <Menu
            label={m.board_panel_more()}
            trigger={<IconButton label={m.board_panel_more()} icon={Ellipsis} />}
            entries={[
              {
                id: 'edit',
                label: m.sprints_edit(),
                icon: PencilLine,
                onAction: () => onAsk({ what: 'edit', sprint }),
              },
              {
                id: 'cancel',
                label: m.sprints_cancel(),
                icon: CalendarX,
                isDestructive: true,
                onAction: () => onAsk({ what: 'cancel', sprint }),
              },
              ...(status === 'planned'
                ? [
                    {
                      id: 'remove',
                      label: m.sprints_remove(),
                      icon: Trash2,
                      isDestructive: true,
                      onAction: () => onAsk({ what: 'remove', sprint }),
                    },
                  ]
                : []),
            ]}
          />
        ) : null}
      </div>
      {sprint.started_at === null ? null : <BurndownChart id={sprint.id} />}
      <Section title={m.sprints_capacity()}>
        {planning.data ? (
          <Capacity sprint={sprint} planning={planning.data} people={people} canEdit={isOpen} />
        ) : (
          <SkeletonRows rows={3} />
        )}
      </Section>
    </div>
  );
}

type Planning = MethodOutput<'sprints.planning'>;

function Capacity({
  sprint,
  planning,
  people,
  canEdit,
}: {
  readonly sprint: SprintSummary;
  readonly planning: Planning;
  readonly people: People;
  readonly canEdit: boolean;
}) {
  const call = useEngineCall();
  const rows = [
    ...people.active.map(
      (person) =>
        planning.people.find(({ user_id }) => user_id === person.id) ?? {
          user_id: person.id,
          capacity_minutes: null,
          estimated_minutes: 0,
          tasks: 0,
          unestimated: 0,
        },
    ),
    ...planning.people.filter(({ user_id }) => user_id === null || !people.active.some(({ id }) => id === user_id)),
  ];

  async function set(userId: string, typed: string): Promise<string | null> {
    const minutes = typed.trim() === '' ? null : readHours(typed);
    if (typed.trim() !== '' && minutes === null) return m.board_refused_hours();
    const result = await call('sprints.setCapacity', { id: sprint.id, user_id: userId, minutes });
    if (result.ok) return null;
    if (result.error.type === 'FieldRefused') return wordRefusal(result.error);
    toastError(result.error);
    return '';
  }

  return (
    <table aria-label={m.sprints_capacity()} className="w-full border-collapse">
      <thead className="text-small text-text-2">
        <tr className="h-row-head border-b border-border">
          <th scope="col" className="text-start font-medium">
            {m.sprints_person()}
          </th>
          <th scope="col" className="w-32 text-start font-medium">
            {m.sprints_can()}
          </th>
          <th scope="col" className="figures w-24 px-3 font-medium">
            {m.sprints_has()}
          </th>
          <th scope="col" className="w-1/3 px-3 text-start font-medium">
            {m.sprints_load()}
          </th>
          <th scope="col" className="figures w-20 font-medium">
            {m.board_list()}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const name = people.nameOf(row.user_id);
          const { user_id, capacity_minutes: can, estimated_minutes: has } = row;
          return (
            <tr key={user_id ?? ''} className="border-b border-divider">
              <th scope="row" className="h-row text-start font-regular">
                <span className="flex items-center gap-2">
                  <PersonMark id={user_id} name={name} isDecorative />
                  <bdi>{name}</bdi>
                </span>
              </th>
              <td className="py-1">
                {user_id !== null && canEdit ? (
                  <InlineField
                    label={m.sprints_capacity_of({ name })}
                    value={can === null ? '' : hoursFigure(can)}
                    placeholder="–"
                    unit={m.board_hours_unit()}
                    onSave={(typed) => set(user_id, typed)}
                  />
                ) : can === null ? (
                  '–'
                ) : (
                  m.board_hours({ hours: hoursFigure(can) })
                )}
              </td>
              <td className="figures px-3">{hoursFigure(has)}</td>
              <td className="px-3">
                <Load can={can} has={has} />
              </td>
              <td className="figures">
                {formatCount(row.tasks)}
                {row.unestimated > 0 ? (
                  <span
                    className="ms-1 text-text-3"
                    data-tip={m.sprints_unestimated({ count: row.unestimated, figure: formatCount(row.unestimated) })}
                  >
                    ({formatCount(row.unestimated)}?)
                  </span>
                ) : null}
              </td>
            </tr>
          );
        })}
      </tbody>
      <tfoot className="font-strong">
        <tr className="h-row">
          <th scope="row" className="text-start font-strong">
            {m.time_col_total()}
          </th>
          <td className="px-2.5">{m.board_hours({ hours: hoursFigure(planning.capacity_minutes) })}</td>
          <td className="figures px-3">{hoursFigure(planning.estimated_minutes)}</td>
          <td className="px-3">
            <Load
              can={planning.capacity_minutes === 0 ? null : planning.capacity_minutes}
              has={planning.estimated_minutes}
            />
          </td>
          <td />
        </tr>
      </tfoot>
    </table>
  );
}

/** How full somebody is; over the capacity it says by how much. */
function Load({ can, has }: { readonly can: number | null; readonly has: number }) {
  if (can === null || can === 0) return <span className="text-small text-text-3">{m.sprints_load_unknown()}</span>;
  const over = has - can;
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="h-2 flex-1 overflow-hidden rounded-full bg-active">
        <span
          className={classes(
            'block h-full rounded-full forced-color-adjust-none',
            over > 0 ? 'bg-warning' : 'bg-chart-1',
          )}
          style={{ width: `${Math.min(100, (has / can) * 100)}%` }}
        />
      </span>
      <span className={classes('shrink-0 text-small font-medium', over > 0 ? 'text-warning-text' : 'text-text-2')}>
        {over > 0
          ? m.board_card_over({ hours: hoursFigure(over) })
          : m.sprints_load_share({ share: String(Math.round((has / can) * 100)) })}
      </span>
    </span>
  );
}
