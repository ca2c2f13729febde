import type { ProjectAlert } from '../../../shared/contract/boards-alerts.ts';
import { minutesWords } from '../../app/boards/hours.ts';
import { m } from '../../paraglide/messages.js';

type Facts = ProjectAlert['facts'];

const TITLES: Readonly<Record<ProjectAlert['type'], () => string>> = {
  overdue: m.alerts_overdue,
  budget_exceeded: m.alerts_budget,
  sprint_delay: m.alerts_sprint,
  bug_critical: m.alerts_bug,
  deployment_failed: m.alerts_deployment,
};

export const wordAlert = (type: ProjectAlert['type']): string => TITLES[type]();

function minutesOf(facts: Facts, name: string): string | null {
  const value = facts[name];
  return typeof value === 'number' ? minutesWords(Math.round(value)) : null;
}

/** The numbers behind an alert in one short sentence; null where there are none to tell. */
export function wordFacts(
  { type, facts }: Pick<ProjectAlert, 'type' | 'facts'>,
  dayWords: (day: string) => string,
): string | null {
  if (type === 'overdue' && typeof facts['due_date'] === 'string')
    return m.alerts_overdue_fact({ day: dayWords(facts['due_date']) });
  if (type === 'budget_exceeded') {
    const [actual, estimated] = [minutesOf(facts, 'actual_minutes'), minutesOf(facts, 'estimated_minutes')];
    return actual && estimated ? m.alerts_budget_fact({ actual, estimated }) : null;
  }
  if (type !== 'sprint_delay') return null;
  const { daysLate } = facts;
  if (typeof daysLate === 'number' && daysLate > 0)
    return m.alerts_sprint_late({ count: daysLate, figure: String(daysLate) });
  const behind = minutesOf(facts, 'behindMinutes');
  return behind ? m.alerts_sprint_behind({ duration: behind }) : null;
}
