import type { Result } from '../shared/result.ts';
import { err, ok } from '../shared/result.ts';
import { COMMANDS } from './usage.ts';
import type { CommandName, CommandSpec } from './usage.ts';

/** The command line was not understood; nothing was done. */
export type UsageError = { readonly type: 'Usage'; readonly message: string; readonly usage: string | null };

export type ParsedArguments = {
  readonly command: CommandName;
  readonly operands: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly flags: ReadonlySet<string>;
  readonly profile: string | null;
  readonly json: boolean;
};
export type Parsed =
  { readonly kind: 'help' } | { readonly kind: 'version' } | ({ readonly kind: 'run' } & ParsedArguments);

const GLOBAL: CommandSpec = { usage: '', operands: [], values: ['profile'], flags: ['json', 'help', 'version'] };

/** Whether the caller wants JSON: known even where the rest is not understood. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}

/** Reads a command line (without program and script). Every misunderstanding names the word that caused it. */
export function parseArguments(args: readonly string[]): Result<Parsed, UsageError> {
  const name = findCommand(args);
  const spec: CommandSpec | null = name === null ? null : COMMANDS[name];
  const read = readWords(args, spec);
  if (!read.ok) return wrong(read.error, spec);
  const { words, values, lists, flags } = read.value;
  if (flags.has('help')) return ok({ kind: 'help' });
  if (flags.has('version')) return ok({ kind: 'version' });
  if (name === null || spec === null) return wrong(unknownCommand(words), null);
  const operands = words.slice(name.split(' ').length);
  const misfit = misfitOf(operands, spec);
  if (misfit !== null) return wrong(misfit, spec);
  const { profile = null, ...own } = values;
  return ok({ kind: 'run', command: name, operands, values: own, lists, flags, profile, json: flags.has('json') });
}

/** The first one or two words that are no options make the command. */
function findCommand(args: readonly string[]): CommandName | null {
  const words: string[] = [];
  for (let index = 0; index < args.length && words.length < 2; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') break;
    if (!isOption(word)) words.push(word);
    // An option of any command that takes its value from the next word.
    else if (!word.includes('=') && takesValue(word)) index += 1;
  }
  const [first = '', second = ''] = words;
  if (Object.hasOwn(COMMANDS, `${first} ${second}`)) return `${first} ${second}` as CommandName;
  return Object.hasOwn(COMMANDS, first) ? (first as CommandName) : null;
}

function takesValue(word: string): boolean {
  const name = word.slice(2);
  const specs: readonly CommandSpec[] = [GLOBAL, ...Object.values(COMMANDS)];
  return word.startsWith('--') && specs.some((spec) => spec.values?.includes(name) || spec.lists?.includes(name));
}

type Words = {
  readonly words: readonly string[];
  readonly values: Record<string, string>;
  readonly lists: Record<string, string[]>;
  readonly flags: Set<string>;
};

function readWords(args: readonly string[], spec: CommandSpec | null): Result<Words, string> {
  const words: string[] = [];
  const values: Record<string, string> = {};
  const lists: Record<string, string[]> = {};
  const flags = new Set<string>();
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') {
      words.push(...args.slice(index + 1));
      break;
    }
    if (!isOption(word)) {
      words.push(word);
      continue;
    }
    const [option = '', ...rest] = word.split('=');
    const name = option.slice(2);
    const given = rest.length > 0 ? rest.join('=') : null;
    const kind = kindOf(option, spec);
    if (kind === null) return err(`Unknown option ${option}.`);
    if (kind === 'flag') {
      if (given !== null) return err(`The option ${option} takes no value.`);
      flags.add(name);
      continue;
    }
    const value = given ?? args[index + 1];
    if (given === null) index += 1;
    if (value === undefined || (given === null && value.startsWith('--')))
      return err(`The option ${option} needs a value.`);
    if (kind === 'list') (lists[name] ??= []).push(value);
    else if (Object.hasOwn(values, name)) return err(`The option ${option} was given twice.`);
    else values[name] = value;
  }
  return ok({ words, values, lists, flags });
}

function kindOf(option: string, spec: CommandSpec | null): 'value' | 'list' | 'flag' | null {
  if (!option.startsWith('--')) return null;
  const name = option.slice(2);
  for (const known of [GLOBAL, ...(spec === null ? [] : [spec])]) {
    if (known.values?.includes(name)) return 'value';
    if (known.lists?.includes(name)) return 'list';
    if (known.flags?.includes(name)) return 'flag';
  }
  return null;
}

/** `-1` and `-` are words: amounts and texts begin like that. */
function isOption(word: string): boolean {
  return /^--?[A-Za-z]/.test(word);
}

function misfitOf(operands: readonly string[], spec: CommandSpec): string | null {
  const last = spec.operands.at(-1);
  const takesRest = last?.endsWith('…') === true;
  const needed = spec.operands.filter((operand) => !operand.startsWith('['));
  const missing = needed[operands.length];
  if (missing !== undefined) return `${missing} is missing.`;
  const extra = takesRest ? undefined : operands[spec.operands.length];
  return extra === undefined ? null : `There is one word too many: ${extra}`;
}

function unknownCommand(words: readonly string[]): string {
  const [first, second] = words;
  if (first === undefined) return 'A command is missing.';
  const group = Object.keys(COMMANDS).filter((name) => name.startsWith(`${first} `));
  if (group.length === 0) return `Unknown command ${first}.`;
  const choices = group.map((name) => name.slice(first.length + 1)).join(', ');
  return second === undefined
    ? `After ${first} comes one of: ${choices}.`
    : `Unknown command ${first} ${second}: there are ${choices}.`;
}

function wrong(message: string, spec: CommandSpec | null): Result<never, UsageError> {
  return err({ type: 'Usage', message, usage: spec === null ? null : `backroom ${spec.usage}` });
}

/** `field=value` pairs; the value may be empty and may hold further equals signs. */
export function parseAssignments(words: readonly string[]): Result<Readonly<Record<string, string>>, UsageError> {
  const pairs = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) return err({ type: 'Usage', message: `Not of the form field=value: ${word}`, usage: null });
    const field = word.slice(0, at);
    if (pairs.has(field)) return err({ type: 'Usage', message: `The field ${field} was given twice.`, usage: null });
    pairs.set(field, word.slice(at + 1));
  }
  return ok(Object.fromEntries(pairs));
}
