import { useState, type FormEvent, type ReactNode } from 'react';
import type { MethodInput, MethodOutput } from '../../app/engine-client.tsx';
import { useEngineCall, useEngineQuery } from '../../app/engine-client.tsx';
import { engineErrorOf } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { formatClock, formatDuration } from '../../app/formats.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/choices.tsx';
import { Note } from '../../components/note.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useNow } from '../../components/texts.tsx';
import { m } from '../../paraglide/messages.js';
import { isComplete, NewPasswordFields, NO_PASSWORD } from './new-password.tsx';

type SignInMethod = 'team.signIn' | 'team.secondFactor' | 'team.setPassword';
type Outcome = MethodOutput<'team.signIn'>;
type FormProps = {
  readonly login: string;
  readonly email: string;
  readonly onSignedIn: () => void;
};

/** Password, first password or second factor of one person who has a login here. */
export function SignInForm(props: FormProps) {
  const needs = useEngineQuery('team.needsPassword', { login: props.login });
  const [isSet, setIsSet] = useState(false);
  const [isHalf, setHalf] = useState(false);
  const signing = useSigning(props.onSignedIn, () => setHalf(true));
  const away = needs.error ? engineErrorOf(needs.error) : null;
  return (
    <div className="flex flex-col gap-3">
      {isHalf ? (
        <SecondFactor signing={signing} onBack={() => setHalf(false)} />
      ) : needs.data?.needsPassword && !isSet ? (
        <FirstPassword {...props} signing={signing} onThereIsOne={() => setIsSet(true)} />
      ) : (
        <Password {...props} signing={signing} />
      )}
      {isSet ? <Note tone="info">{m.team_password_is_set()}</Note> : null}
      {signing.lockedUntil ? <LockedOut until={signing.lockedUntil} /> : null}
      {signing.problem ? (
        <Note tone="danger" role="alert">
          {signing.problem}
        </Note>
      ) : away?.type === 'CentralUnavailable' ? (
        <Note tone="offline">{m.team_offline_sign_in()}</Note>
      ) : null}
    </div>
  );
}

function useSigning(onSignedIn: () => void, onSecondFactor: () => void) {
  const call = useEngineCall();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [lockedUntil, setLockedUntil] = useState<string | null>(null);
  const [isRefused, setRefused] = useState(false);
  /** Answers the outcome, so that a form can tell more of it; null when the call itself failed. */
  async function ask<N extends SignInMethod>(method: N, input: MethodInput<N>): Promise<Outcome | null> {
    setBusy(true);
    setProblem(null);
    setRefused(false);
    const done = await call(method, input);
    if (!done.ok && done.error.type === 'EngineStopped') return null;
    setBusy(false);
    if (!done.ok) {
      const { title, way } = wordError(done.error);
      setProblem(`${title}. ${way}`);
      return null;
    }
    const outcome: Outcome = done.value;
    setLockedUntil(outcome.outcome === 'locked' ? outcome.retryAt : null);
    setRefused(outcome.outcome === 'refused');
    if (outcome.outcome === 'second-factor') onSecondFactor();
    if (outcome.outcome === 'accepted') {
      // the engine starts again with a mirror of this person's own
      setBusy(outcome.restarts);
      onSignedIn();
    }
    return outcome;
  }
  return { ask, isBusy, problem, lockedUntil, isRefused, forget: () => setRefused(false) };
}
type Signing = ReturnType<typeof useSigning>;

function Form({
  children,
  label,
  isReady,
  signing,
  onSubmit,
  second,
}: {
  readonly children: ReactNode;
  readonly label: string;
  readonly isReady: boolean;
  readonly signing: Signing;
  readonly onSubmit: () => void;
  readonly second?: ReactNode;
}) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady && !signing.isBusy) onSubmit();
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      {children}
      <div className="mt-1 flex items-center gap-2">
        {second}
        <Button
          type="submit"
          variant="primary"
          className="flex-1"
          isDisabled={!isReady}
          isBusy={signing.isBusy}
          busyLabel={m.team_signing_in()}
        >
          {label}
        </Button>
      </div>
    </form>
  );
}

function Password({ login, signing }: FormProps & { readonly signing: Signing }) {
  const [password, setPassword] = useState('');
  return (
    <Form
      label={m.team_sign_in()}
      isReady={password !== ''}
      signing={signing}
      onSubmit={() => {
        void signing.ask('team.signIn', { login, password }).then((outcome) => {
          if (outcome?.outcome !== 'accepted') setPassword('');
        });
      }}
    >
      <TextField
        label={m.team_password()}
        type="password"
        autoFocus
        value={password}
        maxLength={1000}
        error={signing.isRefused ? m.team_password_wrong() : null}
        onChange={(typed) => {
          setPassword(typed);
          if (typed !== '') signing.forget();
        }}
      />
    </Form>
  );
}

function FirstPassword({
  login,
  email,
  signing,
  onThereIsOne,
}: FormProps & { readonly signing: Signing; readonly onThereIsOne: () => void }) {
  const [next, setNext] = useState(NO_PASSWORD);
  return (
    <Form
      label={m.team_set_password()}
      isReady={isComplete(next)}
      signing={signing}
      onSubmit={() => {
        void signing.ask('team.setPassword', { login, password: next.typed }).then((outcome) => {
          if (outcome?.outcome === 'refused') onThereIsOne();
        });
      }}
    >
      <p className="text-text-2">{m.team_first_password_body({ email })}</p>
      <NewPasswordFields value={next} onChange={setNext} error={null} autoFocus />
    </Form>
  );
}

function SecondFactor({ signing, onBack }: { readonly signing: Signing; readonly onBack: () => void }) {
  const [code, setCode] = useState('');
  const [trustDevice, setTrust] = useState(false);
  return (
    <Form
      label={m.team_factor_confirm()}
      isReady={code.trim() !== ''}
      signing={signing}
      onSubmit={() => {
        void signing.ask('team.secondFactor', { code, trustDevice }).then((outcome) => {
          if (outcome?.outcome !== 'accepted') setCode('');
        });
      }}
      second={
        <Button onPress={onBack} isDisabled={signing.isBusy}>
          {m.team_back()}
        </Button>
      }
    >
      <p className="text-text-2">{m.team_factor_body()}</p>
      <TextField
        label={m.team_factor_code()}
        isCode
        isMono
        autoFocus
        value={code}
        maxLength={100}
        error={signing.isRefused ? m.team_factor_wrong() : null}
        onChange={(typed) => {
          setCode(typed);
          if (typed !== '') signing.forget();
        }}
      />
      <Checkbox isSelected={trustDevice} onChange={setTrust}>
        {m.team_factor_trust()}
      </Checkbox>
    </Form>
  );
}

function LockedOut({ until }: { readonly until: string }) {
  const nowMs = useNow(1000);
  const leftMs = Date.parse(until) - nowMs;
  if (leftMs <= 0) return null;
  return (
    <Note tone="warning" role="alert">
      {m.team_locked_out({ time: formatClock(until), duration: formatDuration(leftMs / 1000) })}
    </Note>
  );
}
