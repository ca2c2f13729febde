import type { Outcome, ParamProblem } from './errors.ts';
import { done, invalidParams, missingParams } from './errors.ts';
import { isRecord, toBool, toInt } from './php.ts';
import { isIsoDate } from './time.ts';

/** One request parameter as WordPress' REST schema knows it. `mixed` is never checked. */
export type Param = {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'mixed';
  readonly format?: 'date-time' | 'email';
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Param;
  readonly properties?: Readonly<Record<string, Param>>;
  readonly required?: boolean;
  readonly default?: unknown;
};
export type Schema = Readonly<Record<string, Param>>;

export const text: Param = { type: 'string' };
export const integer: Param = { type: 'integer' };
export const boolean: Param = { type: 'boolean' };
export const mixed: Param = { type: 'mixed' };
export const date: Param = { type: 'string', format: 'date-time' };
export const ids: Param = { type: 'array', items: integer };
export const texts: Param = { type: 'array', items: text };
export function oneOf(...values: readonly string[]): Param {
  return { type: 'string', enum: values };
}
export function listOfOne(...values: readonly string[]): Param {
  return { type: 'array', items: { type: 'string', enum: values } };
}
export function objects(properties: Readonly<Record<string, Param>>): Param {
  return { type: 'array', items: { type: 'object', properties } };
}
export function object(properties: Readonly<Record<string, Param>>): Param {
  return { type: 'object', properties };
}

const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

function asList(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value)
      .split(/[\s,]+/)
      .filter((part) => part !== '');
  }
  if (isRecord(value)) {
    const keys = Object.keys(value);
    return keys.every((key, at) => /^\d+$/.test(key) && Number(key) >= at - keys.length) ? Object.values(value) : null;
  }
  return null;
}

function typeMatches(value: unknown, type: Param['type']): boolean {
  switch (type) {
    case 'mixed':
      return true;
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return isNumeric(value) && Number.isInteger(Number(value));
    case 'number':
      return isNumeric(value);
    case 'boolean':
      return (
        typeof value === 'boolean' ||
        value === 0 ||
        value === 1 ||
        (typeof value === 'string' && ['true', 'false', '0', '1'].includes(value.toLowerCase()))
      );
    case 'array':
      return asList(value) !== null;
    case 'object':
      return value === '' || (typeof value === 'object' && value !== null);
  }
}

function isNumeric(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' && /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(value);
}

/** WordPress' `%l`: `a, b, and c`. */
function spokenList(values: readonly string[]): string {
  if (values.length <= 1) return values.join('');
  if (values.length === 2) return values.join(' and ');
  return `${values.slice(0, -1).join(', ')}, and ${values[values.length - 1] ?? ''}`;
}

/** The first thing wrong with a value, or null. */
export function problemOf(value: unknown, param: Param, name: string): ParamProblem | null {
  if (!typeMatches(value, param.type)) {
    return { code: 'rest_invalid_type', message: `${name} is not of type ${param.type}.`, data: { param: name } };
  }
  if (param.enum !== undefined && !param.enum.includes(String(value))) {
    const message =
      param.enum.length === 1
        ? `${name} is not ${param.enum[0] ?? ''}.`
        : `${name} is not one of ${spokenList(param.enum)}.`;
    return { code: 'rest_not_in_enum', message, data: null };
  }
  if (param.format === 'date-time' && !isIsoDate(String(value)))
    return { code: 'rest_invalid_date', message: 'Invalid date.', data: null };
  if (param.format === 'email' && !EMAIL.test(String(value)))
    return { code: 'rest_invalid_email', message: 'Invalid email address.', data: null };
  return boundsProblem(value, param, name) ?? nestedProblem(value, param, name);
}

function boundsProblem(value: unknown, param: Param, name: string): ParamProblem | null {
  const { minimum, maximum } = param;
  if (minimum === undefined && maximum === undefined) return null;
  const given = Number(value);
  if (minimum !== undefined && maximum !== undefined && (given < minimum || given > maximum)) {
    return {
      code: 'rest_out_of_bounds',
      message: `${name} must be between ${minimum} (inclusive) and ${maximum} (inclusive)`,
      data: null,
    };
  }
  if (minimum !== undefined && given < minimum)
    return { code: 'rest_out_of_bounds', message: `${name} must be greater than or equal to ${minimum}`, data: null };
  return null;
}

function nestedProblem(value: unknown, param: Param, name: string): ParamProblem | null {
  if (param.type === 'array' && param.items !== undefined) {
    for (const [at, item] of (asList(value) ?? []).entries()) {
      const problem = problemOf(item, param.items, `${name}[${at}]`);
      if (problem !== null) return problem;
    }
  }
  if (param.type === 'object' && param.properties !== undefined && isRecord(value)) {
    for (const [key, child] of Object.entries(param.properties)) {
      const given = value[key];
      if (given === undefined || given === null) continue;
      const problem = problemOf(given, child, `${name}[${key}]`);
      if (problem !== null) return problem;
    }
  }
  return null;
}

/** Converts a valid value to what the handler expects: numbers, booleans, lists. */
export function sanitized(value: unknown, param: Param): unknown {
  if (value === null) return null;
  switch (param.type) {
    case 'integer':
      return toInt(value);
    case 'number':
      return Number(value);
    case 'boolean':
      return toBool(value);
    case 'array':
      return (asList(value) ?? []).map((item) => (param.items === undefined ? item : sanitized(item, param.items)));
    default:
      return value;
  }
}

/** Checks all parameters at once; missing required ones are reported before anything else, unknown ones pass. */
export function checkParams(
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
): Outcome<Record<string, unknown>> {
  const missing = Object.entries(schema)
    .filter(([name, param]) => param.required === true && (given[name] === undefined || given[name] === null))
    .map(([name]) => name);
  if (missing.length > 0) return missingParams(missing);
  const problems = new Map<string, ParamProblem>();
  const values: Record<string, unknown> = { ...given };
  for (const [name, param] of Object.entries(schema)) {
    const value = given[name];
    if (value === undefined) {
      if (param.default !== undefined) values[name] = param.default;
      continue;
    }
    if (value === null) continue;
    const problem = problemOf(value, param, name);
    if (problem === null) values[name] = sanitized(value, param);
    else problems.set(name, problem);
  }
  return problems.size > 0 ? invalidParams(problems) : done(values);
}
