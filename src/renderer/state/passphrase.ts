import { create } from 'zustand';

/** `choose`: no key is kept yet, the first passphrase is made up. `enter`: it opens keys that are kept. */
export type PassphraseQuestion = {
  readonly kind: 'choose' | 'enter';
  /** True once the passphrase was taken; false when the person left. */
  readonly answer: (isTaken: boolean) => void;
};

export const usePassphraseQuestion = create<{ readonly question: PassphraseQuestion | null }>()(() => ({
  question: null,
}));

/** Opens the dialog that asks for the passphrase; resolves to whether one was taken. A later question ends this one. */
export function askPassphrase(kind: PassphraseQuestion['kind']): Promise<boolean> {
  usePassphraseQuestion.getState().question?.answer(false);
  return new Promise((resolve) => {
    const answer = (isTaken: boolean): void => {
      usePassphraseQuestion.setState({ question: null });
      resolve(isTaken);
    };
    usePassphraseQuestion.setState({ question: { kind, answer } });
  });
}
