import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { PermissionException, TeamPerson } from '../../../shared/contract/team-admin-people.ts';
import { wordPermission } from '../../app/permission-words.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Section } from '../../components/page.tsx';
import { useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { ExceptionDialog } from './exception-dialog.tsx';
import { useAdminAct, useMay } from './team-data.ts';
import { useDates } from './use-dates.ts';

/** What is granted or denied to one person beside the role. */
export function PersonExceptions({ person }: { readonly person: TeamPerson }) {
  const [isAdding, setAdding] = useState(false);
  const may = useMay();
  const canChange = may('users:manage') && !person.isMe;
  return (
    <Section
      title={m.admin_person_exceptions()}
      aside={
        <Button size="small" icon={Plus} isDisabled={!canChange} onPress={() => setAdding(true)}>
          {m.admin_exceptions_add()}
        </Button>
      }
    >
      {person.exceptions === null ? (
        <p className="text-small text-text-2">{m.admin_person_exceptions_hidden()}</p>
      ) : person.exceptions.length === 0 ? (
        <p className="text-small text-text-2">{m.admin_person_exceptions_none()}</p>
      ) : (
        <ul className="flex flex-col">
          {person.exceptions.map((exception) => (
            <ExceptionLine
              key={`${exception.permission} ${String(exception.isGranted)}`}
              person={person}
              exception={exception}
              canChange={canChange}
            />
          ))}
        </ul>
      )}
      {isAdding ? <ExceptionDialog personId={person.id} onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

function ExceptionLine({
  person,
  exception,
  canChange,
}: {
  readonly person: TeamPerson;
  readonly exception: PermissionException;
  readonly canChange: boolean;
}) {
  const { span } = useDates();
  const lift = useLift();
  return (
    <li className="flex items-start gap-2 border-t border-divider py-2 first:border-t-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <EffectChip exception={exception} />
          <span className="font-medium">{wordPermission(exception.permission)}</span>
        </p>
        <p className="text-small text-text-2">
          {span(exception)}
          {exception.reason ? <bdi>{`. ${exception.reason}`}</bdi> : null}
        </p>
      </div>
      <Button
        size="small"
        variant="quiet"
        isDisabled={!canChange}
        aria-label={m.admin_exception_lift_of({
          permission: wordPermission(exception.permission),
          person: person.name,
        })}
        onPress={() => lift(person, exception)}
      >
        {m.admin_exception_lift()}
      </Button>
    </li>
  );
}

/** Red for a denial that counts, grey for what does not count now. A grant is no confirmation, so it is not green. */
export function EffectChip({ exception }: { readonly exception: PermissionException }) {
  const nowMs = useNow(60_000);
  if (!exception.isEffective) {
    const isOver = exception.until !== null && Date.parse(exception.until) <= nowMs;
    return <Chip isOutlined>{isOver ? m.admin_exception_over() : m.admin_exception_not_yet()}</Chip>;
  }
  return exception.isGranted ? (
    <Chip tone="accent">{m.admin_exception_granted()}</Chip>
  ) : (
    <Chip tone="danger">{m.admin_exception_denied()}</Chip>
  );
}

/** Takes an exception away: the role decides again. */
export function useLift(): (person: Pick<TeamPerson, 'id' | 'name'>, exception: PermissionException) => void {
  const act = useAdminAct();
  return (person, { permission, isGranted }) =>
    void act(
      'access.clearException',
      { personId: person.id, permission, isGranted },
      m.admin_exception_did_lift({ person: person.name }),
    );
}
