import { Ban, Crown, Ellipsis, KeyRound, LockOpen, ShieldOff, UserMinus } from 'lucide-react';
import { useState } from 'react';
import type { TeamPerson } from '../../../shared/contract/team-admin-people.ts';
import { IconButton } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { m } from '../../paraglide/messages.js';
import { PersonQuestion, type Question } from './person-question.tsx';
import { ResetCodeDialog } from './reset-code-dialog.tsx';
import { useAdminAct, useAdminQuery, useMay, useTeamStatus } from './team-data.ts';

/** What an administrator may do about an account. What the permissions do not allow stands there, switched off. */
export function PersonMenu({ person }: { readonly person: TeamPerson }) {
  const may = useMay();
  const act = useAdminAct();
  const status = useTeamStatus();
  const people = useAdminQuery('members.list', {}).data?.people ?? [];
  const [question, setQuestion] = useState<Question | null>(null);
  const [code, setCode] = useState<{ readonly code: string; readonly expiresAt: string } | null>(null);
  const isAbove = (person.role?.level ?? 0) > (status?.role?.level ?? 0) || (person.isOwner && !person.isMe);
  const canUpdate = may('users:update') && !person.isMe && !isAbove;
  const isOwnerAsking = people.some(({ isMe, isOwner }) => isMe && isOwner);
  const issue = async (): Promise<void> => setCode(await act('members.resetCode', { personId: person.id }));
  return (
    <>
      <Menu
        trigger={<IconButton label={m.admin_person_more()} icon={Ellipsis} />}
        label={m.admin_person_more()}
        entries={[
          {
            id: 'reset',
            label: m.admin_person_reset(),
            icon: KeyRound,
            isDisabled: !canUpdate,
            onAction: () => void issue(),
          },
          {
            id: 'unlock',
            label: m.admin_person_unlock(),
            icon: LockOpen,
            isDisabled: !canUpdate || person.lockedUntil === null,
            onAction: () =>
              void act('members.unlock', { personId: person.id }, m.admin_did_unlock({ person: person.name })),
          },
          {
            id: 'factor',
            label: m.admin_person_remove_factor(),
            icon: ShieldOff,
            isDisabled: !canUpdate || !person.hasSecondFactor,
            onAction: () => setQuestion('factor'),
          },
          {
            id: 'owner',
            label: m.admin_person_hand_over(),
            icon: Crown,
            isDisabled: !isOwnerAsking || person.isMe || (person.role?.level ?? 0) < 80,
            onAction: () => setQuestion('owner'),
          },
          {
            id: 'suspend',
            label: m.admin_person_suspend(),
            icon: Ban,
            isDestructive: true,
            isDisabled: !canUpdate || person.state === 'suspended',
            onAction: () => setQuestion('suspend'),
          },
          {
            id: 'remove',
            label: m.admin_person_remove(),
            icon: UserMinus,
            isDestructive: true,
            isDisabled: !may('users:delete') || person.isMe || isAbove,
            onAction: () => setQuestion('remove'),
          },
        ]}
      />
      {question === null ? null : (
        <PersonQuestion question={question} person={person} onClose={() => setQuestion(null)} />
      )}
      {code === null ? null : <ResetCodeDialog person={person} made={code} onClose={() => setCode(null)} />}
    </>
  );
}
