import type { DeploymentEffect } from '../../../shared/contract/boards-deployments.ts';
import { m } from '../../paraglide/messages.js';
import { minutesWords } from './hours.ts';

/** “Refusals began 6 minutes after 1.4.2”; null: none were put down to it. */
export function wordEffect({ refusals }: DeploymentEffect, version: string): string | null {
  if (refusals === null) return null;
  const { minutesAfter } = refusals;
  if (minutesAfter < 1) return m.deployments_began_at_once({ version });
  if (minutesAfter < 60) return m.deployments_began({ count: minutesAfter, figure: String(minutesAfter), version });
  return m.deployments_began_later({ duration: minutesWords(minutesAfter), version });
}
