import { pino } from 'pino';
import { redact, REDACTED } from './redact.ts';
import type { Logger, LogLevel } from './deps.ts';

export type LogDestination = 'stderr' | { readonly file: string };

export type PinoLogger = Logger & {
  /** From now on the value is blotted out of every line, wherever it stands. */
  readonly addSecret: (value: string) => void;
  /** Writes what is buffered; for the last moment of a process. */
  readonly flush: () => void;
};

const SECRET_KEY =
  /secret|pass(?:word|phrase|wd)|token|authorization|cookie|consumer_?key|api_?key|private_?key|data_?key|oauth|signature|credential/i;
const DEEPEST_LEVEL = 6;
const LONGEST_TEXT = 4_000;
const MOST_ENTRIES = 200;

/**
 * JSON lines through pino, to stderr or to a file (its folder is made). Fields whose name speaks of a secret are
 * blotted out by name, known secret values by value, in the event, the fields and the errors among them.
 */
export function createPinoLogger(options: {
  readonly destination: LogDestination;
  readonly level?: LogLevel;
  readonly secrets?: readonly string[];
}): PinoLogger {
  const secrets = new Set(options.secrets ?? []);
  const target =
    options.destination === 'stderr'
      ? pino.destination({ dest: 2, sync: true })
      : pino.destination({ dest: options.destination.file, sync: true, mkdir: true });
  const lines = pino({ level: options.level ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime }, target);
  return {
    log: (level, event, fields) => {
      if (!lines.isLevelEnabled(level)) return;
      const known = [...secrets];
      const clean = fields === undefined ? {} : cleanRecord(fields, known, 0, new Set());
      lines[level](clean, redact(event, known));
    },
    addSecret: (value) => void secrets.add(value),
    flush: () => target.flushSync(),
  };
}

function cleanRecord(
  record: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
  depth: number,
  above: ReadonlySet<object>,
): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record).slice(0, MOST_ENTRIES)) {
    const name = redact(key, secrets);
    clean[name] = SECRET_KEY.test(key) ? blot(value) : cleanValue(value, secrets, depth + 1, above);
  }
  return clean;
}

/** Whether a secret is there at all may be known: `hasSecret: true` and `token: null` stay readable. */
function blot(value: unknown): unknown {
  return typeof value === 'boolean' || value === null || value === undefined ? value : REDACTED;
}

function cleanValue(value: unknown, secrets: readonly string[], depth: number, above: ReadonlySet<object>): unknown {
  if (typeof value === 'string') return redact(value, secrets).slice(0, LONGEST_TEXT);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '[circular]';
  if (depth > DEEPEST_LEVEL) return '[deep]';
  const path = new Set(above).add(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) {
    const own = cleanRecord({ ...value }, secrets, depth, path);
    return {
      ...own,
      ...cleanRecord({ name: value.name, message: value.message, stack: value.stack }, secrets, depth, path),
    };
  }
  if (Array.isArray(value))
    return value.slice(0, MOST_ENTRIES).map((item) => cleanValue(item, secrets, depth + 1, path));
  return cleanRecord(value as Readonly<Record<string, unknown>>, secrets, depth, path);
}
