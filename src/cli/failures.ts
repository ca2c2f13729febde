import type { Result } from '../shared/result.ts';
import { err } from '../shared/result.ts';
import type { UsageError } from './arguments.ts';
import { sentenceFor } from './words.ts';
import type { Tagged } from './words.ts';

/** Why a command did not do its work, and the exit code that says so. */
export type CliFailure = {
  readonly exitCode: 1 | 2;
  /** For `--json`: the tag, its facts and the sentence. */
  readonly error: Readonly<Record<string, unknown>> & { readonly type: string; readonly message: string };
  /** The right form of the command, where the wrong one was the cause. */
  readonly usage: string | null;
};

/** Reasons that blame the words of the command and not the state of the data. */
const USAGE_REASONS = new Set(['unknown-field']);

/** An error of the engine as the failure of a command. */
export function failed(error: { readonly type: string }): Result<never, CliFailure> {
  const tagged = error as Tagged;
  const isUsage = tagged.type === 'FieldRefused' && USAGE_REASONS.has(String(tagged['reason']));
  const exitCode = isUsage || tagged.type === 'InvalidInput' ? 2 : 1;
  return err({ exitCode, error: { ...tagged, message: sentenceFor(tagged) }, usage: null });
}

/** A command that cannot be meant like this. */
export function misused(message: string, facts: Readonly<Record<string, unknown>> = {}): Result<never, CliFailure> {
  return err({ exitCode: 2, error: { type: 'Usage', ...facts, message }, usage: null });
}

export function usageFailure(error: UsageError): CliFailure {
  return { exitCode: 2, error: { type: error.type, message: error.message }, usage: error.usage };
}
