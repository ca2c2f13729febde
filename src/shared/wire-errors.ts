import { z } from 'zod';

/** What a call can end with besides the method's own errors. */
export type EngineStopped = { readonly type: 'EngineStopped' };
export type Cancelled = { readonly type: 'Cancelled' };
/** `field` is the dotted path of the first wrong value, empty when the input as a whole is wrong. */
export type InvalidInput = { readonly type: 'InvalidInput'; readonly field: string; readonly message: string };
/** A bug on the other side. `message` is safe to show and to log. */
export type Defect = { readonly type: 'Defect'; readonly message: string };
export type WireError = EngineStopped | Cancelled | InvalidInput | Defect;

export const wireErrorSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('EngineStopped') }),
  z.object({ type: z.literal('Cancelled') }),
  z.object({ type: z.literal('InvalidInput'), field: z.string(), message: z.string() }),
  z.object({ type: z.literal('Defect'), message: z.string() }),
]);

const SECRET_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(c[ks])_[A-Za-z0-9]{4,}/g, '$1_[hidden]'],
  [/\b(consumer_key|consumer_secret|oauth_signature|password|passphrase|token)=[^&\s"']+/gi, '$1=[hidden]'],
  [/\b(Basic|Bearer|OAuth)\s+[^\s"',][^\r\n"']*/g, '$1 [hidden]'],
  [/:\/\/[^/\s@]+@/g, '://[hidden]@'],
];

/** Takes keys, signatures, authorisation headers and credentials in addresses out of a text. */
export function redactSecrets(text: string): string {
  return SECRET_PATTERNS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
}

/** A thrown value as a Defect: its first line, without secrets, at most 300 characters. */
export function toDefect(thrown: unknown): Defect {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'A value that is no error was thrown';
  const firstLine = text.split('\n', 1)[0] ?? '';
  return { type: 'Defect', message: redactSecrets(firstLine).slice(0, 300) };
}
