import { describe, expect, test } from 'vitest';
import { parseArguments, parseAssignments, wantsJson } from '../../src/cli/arguments.ts';
import { COMMANDS } from '../../src/cli/usage.ts';

const parse = (line: string) => parseArguments(line.split(' ').filter((word) => word !== ''));
const run = (line: string) => {
  const parsed = parse(line);
  if (!parsed.ok || parsed.value.kind !== 'run') throw new Error(`not understood: ${line}`);
  return parsed.value;
};
const refusal = (line: string) => {
  const parsed = parse(line);
  return parsed.ok ? '' : parsed.error.message;
};

describe('reading a command line', () => {
  test('options may stand before, between and behind the words of a command', () => {
    for (const line of [
      '--profile /p --json store add --name Main --url u',
      'store --json add --name Main --profile /p --url u',
      'store add --url=u --name=Main --json --profile=/p',
    ]) {
      const { command, operands, values, profile, json } = run(line);
      expect({ command, operands, values, profile, json }, line).toEqual({
        command: 'store add',
        operands: [],
        values: { name: 'Main', url: 'u' },
        profile: '/p',
        json: true,
      });
    }
  });

  test('a filter may be given several times, other options only once', () => {
    expect(run('list products --filter status=publish --filter type=simple').lists['filter']).toEqual([
      'status=publish',
      'type=simple',
    ]);
    expect(refusal('list products --limit 3 --limit 4')).toBe('The option --limit was given twice.');
  });

  test('amounts and texts that begin with a minus are words, a descending order is a value', () => {
    expect(run('stock woo:12 -1').operands).toEqual(['woo:12', '-1']);
    expect(run('list products --sort -price').values['sort']).toBe('-price');
    expect(run('note woo:9 -5%').operands).toEqual(['woo:9', '-5%']);
  });

  test('after two hyphens everything is a word, also what looks like an option', () => {
    const parsed = parseArguments(['note', 'woo:9', '--', '--json']);
    expect(parsed).toMatchObject({ ok: true, value: { operands: ['woo:9', '--json'], json: false } });
    expect(wantsJson(['note', 'woo:9', '--', '--json'])).toBe(false);
  });

  test.each([
    ['', 'A command is missing.'],
    ['frobnicate', 'Unknown command frobnicate.'],
    ['store', 'After store comes one of: add, list, check, remove.'],
    ['store sell', 'Unknown command store sell: there are add, list, check, remove.'],
    ['list', 'ENTITY is missing.'],
    ['get products', 'ID is missing.'],
    ['set products woo:1', 'field=value… is missing.'],
    ['get products a b', 'There is one word too many: b'],
    ['doctor now', 'There is one word too many: now'],
    ['list products --colour red', 'Unknown option --colour.'],
    ['list products -x', 'Unknown option -x.'],
    ['list products --customer', 'Unknown option --customer.'],
    ['list products --limit', 'The option --limit needs a value.'],
    ['list products --search --json', 'The option --search needs a value.'],
    ['sync --full=yes', 'The option --full takes no value.'],
    ['sync --jsn', 'Unknown option --jsn.'],
  ])('"%s" is refused with: %s', (line, message) => {
    expect(refusal(line)).toBe(message);
  });

  test('a misused command names its right form', () => {
    expect(parse('get products')).toMatchObject({
      ok: false,
      error: { usage: 'backroom get ENTITY ID|woo:N [--store NAME]' },
    });
  });

  test('help and version need no command', () => {
    expect(parse('--help')).toEqual({ ok: true, value: { kind: 'help' } });
    expect(parse('list --help')).toEqual({ ok: true, value: { kind: 'help' } });
    expect(parse('--version')).toEqual({ ok: true, value: { kind: 'version' } });
  });

  test('every command is found with just the words it needs', () => {
    for (const [name, spec] of Object.entries(COMMANDS)) {
      const words = spec.operands.filter((operand) => !operand.startsWith('['));
      expect(run([name, ...words].join(' ')).command).toBe(name);
    }
  });
});

test('assignments keep everything behind the first equals sign, and an empty value is a value', () => {
  expect(parseAssignments(['name=a=b', 'sku=', 'price=12,50'])).toEqual({
    ok: true,
    value: { name: 'a=b', sku: '', price: '12,50' },
  });
  expect(parseAssignments(['=x']).ok).toBe(false);
  expect(parseAssignments(['name']).ok).toBe(false);
  expect(parseAssignments(['a=1', 'a=2']).ok).toBe(false);
  const odd = parseAssignments(['__proto__=x']);
  expect(odd.ok && Object.entries(odd.value)).toEqual([['__proto__', 'x']]);
});
