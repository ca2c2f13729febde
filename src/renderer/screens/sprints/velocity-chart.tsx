import { hoursFigure } from '../../app/boards/hours.ts';
import { useEngineQuery } from '../../app/engine-client.tsx';
import { Section } from '../../components/page.tsx';
import { m } from '../../paraglide/messages.js';

const HEIGHT_PX = 110;

/** What completed sprints had promised and got done, with the mean of the last three. */
export function VelocityChart() {
  const velocity = useEngineQuery('sprints.velocity', {}).data;
  if (!velocity) return null;
  const { sprints, mean_minutes: mean } = velocity;
  const most = Math.max(
    1,
    ...sprints.flatMap(({ committed_minutes, done_minutes }) => [committed_minutes, done_minutes]),
  );
  const heightOf = (minutes: number): number => Math.max(minutes > 0 ? 2 : 0, (minutes / most) * HEIGHT_PX);
  return (
    <div className="border-t border-border px-5 py-4">
      <Section
        title={m.sprints_velocity()}
        aside={
          mean === null ? null : (
            <span className="text-text-2">{m.sprints_velocity_mean({ hours: hoursFigure(mean) })}</span>
          )
        }
      >
        {sprints.length === 0 ? (
          <p className="text-text-2">{m.sprints_velocity_none()}</p>
        ) : (
          <>
            <ul
              dir="ltr"
              aria-label={m.sprints_velocity()}
              className="flex items-end gap-6 border-b border-border-strong px-2"
            >
              {sprints.map((sprint) => {
                const words = m.sprints_velocity_one({
                  name: sprint.name,
                  done: hoursFigure(sprint.done_minutes),
                  committed: hoursFigure(sprint.committed_minutes),
                });
                return (
                  <li
                    key={sprint.id}
                    aria-label={words}
                    data-tip={words}
                    className="flex w-20 flex-col items-center gap-1"
                  >
                    <span className="text-small font-strong">{hoursFigure(sprint.done_minutes)}</span>
                    <span aria-hidden className="flex items-end gap-1 forced-color-adjust-none">
                      <span
                        className="w-6 rounded-t-r1 bg-chart-prev"
                        style={{ height: heightOf(sprint.committed_minutes) }}
                      />
                      <span className="w-6 rounded-t-r1 bg-chart-1" style={{ height: heightOf(sprint.done_minutes) }} />
                    </span>
                  </li>
                );
              })}
            </ul>
            <div aria-hidden dir="ltr" className="flex gap-6 px-2 text-caption text-chart-axis">
              {sprints.map(({ id, name }) => (
                <span key={id} className="w-20 truncate text-center">
                  <bdi>{name}</bdi>
                </span>
              ))}
            </div>
            <p className="flex gap-5 text-small text-text-2">
              <span className="flex items-center gap-2">
                <span aria-hidden className="size-2.5 rounded-[2px] bg-chart-prev" />
                {m.sprints_committed()}
              </span>
              <span className="flex items-center gap-2">
                <span aria-hidden className="size-2.5 rounded-[2px] bg-chart-1" />
                {m.sprints_done()}
              </span>
            </p>
          </>
        )}
      </Section>
    </div>
  );
}
