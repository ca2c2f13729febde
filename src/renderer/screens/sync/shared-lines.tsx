import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SharedDecision, SharedRefusal } from '../../../shared/contract/shared-rows.ts';
import { formatCount } from '../../app/formats.ts';
import { Icon } from '../../components/icon.tsx';
import { m } from '../../paraglide/messages.js';
import { lineClasses } from './inbox-line.ts';
import { refusedWhat, sharedDecisionDetail, sharedKind, sharedLabel } from './shared-words.ts';

/** Ids of the team's rows beside those of a store's decisions. */
export const sharedKey = (id: string): string => `shared:${id}`;

/** What waits about the boards, in the list of decisions. */
export function SharedLines({
  decisions,
  refusals,
  openKey,
  onOpen,
}: {
  readonly decisions: readonly SharedDecision[];
  readonly refusals: readonly SharedRefusal[];
  readonly openKey: string | null;
  readonly onOpen: (key: string) => void;
}) {
  return (
    <>
      {decisions.length > 0 && (
        <section aria-label={m.shared_section_decisions()}>
          <h2 className="border-b border-divider px-4 py-2 text-small text-text-2">{m.shared_section_decisions()}</h2>
          {decisions.map((decision) => (
            <Line
              key={decision.id}
              label={sharedLabel(decision)}
              detail={`${sharedKind(decision.table)}: ${sharedDecisionDetail(decision)}`}
              isOpen={sharedKey(decision.id) === openKey}
              onOpen={() => onOpen(sharedKey(decision.id))}
              end={
                <span className="text-small font-strong text-conflict-text">
                  {formatCount(decision.kind === 'deleted' ? 1 : decision.fields.length)}
                </span>
              }
            />
          ))}
        </section>
      )}
      {refusals.length > 0 && (
        <section aria-label={m.shared_section_refusals()}>
          <h2 className="border-b border-divider px-4 py-2 text-small text-text-2">{m.shared_section_refusals()}</h2>
          {refusals.map((refusal) => (
            <Line
              key={refusal.id}
              label={sharedLabel(refusal)}
              detail={`${sharedKind(refusal.table)}: ${refusedWhat(refusal)}`}
              isOpen={sharedKey(refusal.id) === openKey}
              onOpen={() => onOpen(sharedKey(refusal.id))}
              end={<Icon of={CircleAlert} size={14} className="text-danger-text" />}
            />
          ))}
        </section>
      )}
    </>
  );
}

function Line({
  label,
  detail,
  isOpen,
  onOpen,
  end,
}: {
  readonly label: string;
  readonly detail: string;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly end: ReactNode;
}) {
  return (
    <button type="button" aria-current={isOpen} onClick={onOpen} className={lineClasses(isOpen)}>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          <bdi>{label}</bdi>
        </span>
        <span className="block truncate text-small text-text-2">{detail}</span>
      </span>
      {end}
    </button>
  );
}
