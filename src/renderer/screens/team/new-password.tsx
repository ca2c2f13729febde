import { SHORTEST_PASSWORD } from '../../../shared/contract/team.ts';
import { TextField } from '../../components/text-field.tsx';
import { m } from '../../paraglide/messages.js';

export type NewPassword = { readonly typed: string; readonly repeated: string };
export const NO_PASSWORD: NewPassword = { typed: '', repeated: '' };

export function isComplete({ typed, repeated }: NewPassword): boolean {
  return [...typed].length >= SHORTEST_PASSWORD && typed === repeated;
}

/** A password of one's own, typed twice. */
export function NewPasswordFields({
  value,
  onChange,
  error,
  autoFocus = false,
}: {
  readonly value: NewPassword;
  readonly onChange: (value: NewPassword) => void;
  readonly error: string | null;
  readonly autoFocus?: boolean;
}) {
  const { typed, repeated } = value;
  return (
    <>
      <TextField
        label={m.team_new_password()}
        type="password"
        value={typed}
        maxLength={1000}
        autoFocus={autoFocus}
        hint={m.team_new_password_hint({ count: SHORTEST_PASSWORD })}
        error={error}
        onChange={(next) => onChange({ ...value, typed: next })}
      />
      <TextField
        label={m.team_repeat_password()}
        type="password"
        value={repeated}
        maxLength={1000}
        error={repeated !== '' && !typed.startsWith(repeated) ? m.team_password_differs() : null}
        onChange={(next) => onChange({ ...value, repeated: next })}
      />
    </>
  );
}
