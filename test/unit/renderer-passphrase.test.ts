import { describe, expect, test } from 'vitest';
import { asksForPassphrase } from '../../src/renderer/app/use-unlocked.ts';
import { askPassphrase, usePassphraseQuestion } from '../../src/renderer/state/passphrase.ts';
import type { SecretsProtection } from '../../src/shared/contract/settings.ts';

const NONE: SecretsProtection = { protectedBy: [], atHand: [], storedCount: 0, locked: null };

describe('locked keys', () => {
  test('ask for the passphrase that protects them', () => {
    const protectedByIt: SecretsProtection = { ...NONE, protectedBy: ['passphrase'], storedCount: 2 };
    for (const reason of ['no-passphrase', 'wrong-passphrase', 'keyring-unavailable']) {
      expect(asksForPassphrase(reason, protectedByIt)).toBe(true);
    }
  });

  test('ask for a new passphrase where there is no keyring and no key is kept yet', () => {
    expect(asksForPassphrase('keyring-unavailable', NONE)).toBe(true);
  });

  test('ask for none that could not open them', () => {
    const sealed: SecretsProtection = { ...NONE, protectedBy: ['keyring'], storedCount: 2 };
    expect(asksForPassphrase('keyring-unavailable', sealed)).toBe(false);
    for (const reason of ['keyring-unreadable', 'damaged', 'newer', 'busy']) {
      expect(asksForPassphrase(reason, NONE)).toBe(false);
    }
  });
});

describe('the question for a passphrase', () => {
  test('is answered once and then gone', async () => {
    const answered = askPassphrase('enter');
    usePassphraseQuestion.getState().question?.answer(true);
    expect(await answered).toBe(true);
    expect(usePassphraseQuestion.getState().question).toBeNull();
  });

  test('gives way to a later one', async () => {
    const first = askPassphrase('choose');
    const second = askPassphrase('enter');
    expect(await first).toBe(false);
    expect(usePassphraseQuestion.getState().question?.kind).toBe('enter');
    usePassphraseQuestion.getState().question?.answer(true);
    expect(await second).toBe(true);
  });
});
