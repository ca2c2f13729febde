import { CloudOff, LogOut, RotateCw, TicketCheck } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { TeamPerson, TeamStatus } from '../../../shared/contract/team.ts';
import { useEngineCall, useEngineQuery, useIsEngineComingBack } from '../../app/engine-client.tsx';
import { formatMoment } from '../../app/formats.ts';
import { useLocale } from '../../app/locale.ts';
import { OutageBands } from '../../app/outage.tsx';
import { StoreAvatar } from '../../app/store-avatar.tsx';
import { toastError } from '../../app/sync-actions.ts';
import { wordRole } from '../../app/use-team.ts';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/class-names.ts';
import { Icon } from '../../components/icon.tsx';
import { Note } from '../../components/note.tsx';
import { Ring } from '../../components/progress.tsx';
import { Name } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { JoinDialog } from './join-dialog.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** In place of every screen while nobody is signed in, or contact is missing for too long. */
export function SignInScreen({ team }: { readonly team: TeamStatus }) {
  return (
    <main className="flex min-h-0 flex-1 flex-col overflow-hidden border-t border-border bg-surface">
      <OutageBands />
      <div className="flex min-h-0 flex-1 flex-col items-center overflow-auto px-6 py-10">
        <div className="my-auto flex w-100 max-w-full flex-col gap-5">
          {team.state === 'locked' ? <ContactNeeded team={team} /> : <SignIn team={team} />}
        </div>
      </div>
    </main>
  );
}

function SignIn({ team }: { readonly team: TeamStatus }) {
  const people = useEngineQuery('team.people', {}).data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [isJoining, setJoining] = useState(false);
  const person = people.find(({ login }) => login === (chosen ?? team.login)) ?? people[0];
  const isComingBack = useIsEngineComingBack();
  return (
    <>
      <div className="flex flex-col gap-1">
        <h1 className="page-title text-page font-strong">
          {person ? m.team_sign_in_to({ organization: person.organization }) : m.team_sign_in()}
        </h1>
        <p className="text-text-2">{m.team_sign_in_body()}</p>
      </div>
      <Reason team={team} />
      {isComingBack ? (
        <p role="status" className="flex items-center gap-2 text-text-2">
          <Ring share={null} /> {m.team_signing_in()}
        </p>
      ) : (
        <>
          {person ? <People people={people} chosen={person} onChoose={setChosen} /> : null}
          {person ? (
            <SignInForm
              key={person.login}
              login={person.login}
              email={person.email}
              onSignedIn={() => setChosen(null)}
            />
          ) : null}
          <DemoPeople />
          <Button icon={TicketCheck} variant="quiet" className="-ms-3 self-start" onPress={() => setJoining(true)}>
            {m.team_join_other()}
          </Button>
        </>
      )}
      <JoinDialog isOpen={isJoining} onClose={() => setJoining(false)} />
    </>
  );
}

/** Why the person was signed out, where it was not their own doing. */
function Reason({ team }: { readonly team: TeamStatus }) {
  switch (team.signedOut) {
    case 'expired':
      return <Note tone="info">{m.team_expired()}</Note>;
    case 'revoked':
      return <Note tone="warning">{m.team_revoked()}</Note>;
    case 'device-revoked':
      return <Note tone="warning">{m.team_device_revoked()}</Note>;
    default:
      return null;
  }
}

/** Everybody with a login on this computer; with one there is nothing to choose. */
function People({
  people,
  chosen,
  onChoose,
}: {
  readonly people: readonly TeamPerson[];
  readonly chosen: TeamPerson;
  readonly onChoose: (login: string) => void;
}) {
  const isDemo = (useEngineQuery('team.demoPeople', {}).data ?? []).length > 0;
  const shown = isDemo ? [chosen] : people;
  return (
    <ul aria-label={m.team_who()} className="flex flex-col gap-1">
      {shown.map((person) => (
        <li key={person.login}>
          <PersonRow
            person={person}
            detail={null}
            isChosen={shown.length > 1 && person.login === chosen.login}
            onPress={shown.length > 1 ? () => onChoose(person.login) : null}
          />
        </li>
      ))}
    </ul>
  );
}

function PersonRow({
  person,
  detail,
  isChosen = false,
  onPress,
}: {
  readonly person: TeamPerson;
  readonly detail: string | null;
  readonly isChosen?: boolean;
  /** Null: only shown. */
  readonly onPress: (() => void) | null;
}) {
  const content = (
    <>
      <StoreAvatar id={person.email} letter={person.name ?? person.email} size="small" />
      <span className="min-w-0 flex-1 text-start">
        <Name className="leading-4 font-strong">{person.name ?? person.email}</Name>
        {person.name === null ? null : (
          <span className="block truncate text-caption text-text-2">
            <bdi dir="ltr">{person.email}</bdi>
          </span>
        )}
      </span>
      {detail === null ? null : <span className="text-small text-text-2">{detail}</span>}
    </>
  );
  const shape = 'flex h-11 w-full items-center gap-2.5 rounded-r2 px-2';
  if (onPress === null) return <div className={classes(shape, 'bg-sunken')}>{content}</div>;
  return (
    <AriaButton
      onPress={onPress}
      aria-pressed={isChosen}
      className={classes(shape, 'tint kbd:shadow-focus', isChosen ? 'bg-accent-soft' : 'hovered:bg-hover')}
    >
      {content}
    </AriaButton>
  );
}

/** The demo knows its people's passwords: one click shows another person's view. */
function DemoPeople() {
  const call = useEngineCall();
  const people = useEngineQuery('team.demoPeople', {}).data ?? [];
  const [isBusy, setBusy] = useState(false);
  if (people.length === 0) return null;
  const enter = async (login: string): Promise<void> => {
    setBusy(true);
    const done = await call('team.switchPerson', { login });
    setBusy(false);
    if (!done.ok && done.error.type !== 'EngineStopped') toastError(done.error);
  };
  return (
    <section className="flex flex-col gap-2 border-t border-border pt-4">
      <h2 className="font-strong">{m.team_demo_people()}</h2>
      <p className="text-small text-text-2">{m.team_demo_people_body()}</p>
      <ul className="-mx-2 flex flex-col">
        {people.map((person) => (
          <li key={person.login}>
            <PersonRow
              person={person}
              detail={wordRole({ slug: person.role, name: person.role })}
              onPress={isBusy ? null : () => void enter(person.login)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ContactNeeded({ team }: { readonly team: TeamStatus }) {
  const call = useEngineCall();
  const locale = useLocale();
  const [isBusy, setBusy] = useState(false);
  const retry = async (): Promise<void> => {
    setBusy(true);
    const done = await call('team.retry', {});
    setBusy(false);
    if (!done.ok) toastError(done.error);
  };
  return (
    <>
      <div className="flex flex-col gap-1">
        <Icon of={CloudOff} size={20} className="mb-2 text-text-3" />
        <h1 className="page-title text-page font-strong">{m.team_contact_title()}</h1>
        <p className="text-text-2">
          {m.team_contact_body({
            moment: team.lastContactAt === null ? '–' : formatMoment(team.lastContactAt, locale),
          })}
        </p>
      </div>
      <div className="flex gap-2">
        <Button
          variant="primary"
          icon={RotateCw}
          autoFocus
          isBusy={isBusy}
          busyLabel={m.team_trying()}
          onPress={() => void retry()}
        >
          {m.team_try_now()}
        </Button>
        <Button icon={LogOut} onPress={() => void call('team.signOut', {})}>
          {m.team_sign_out()}
        </Button>
      </div>
    </>
  );
}
