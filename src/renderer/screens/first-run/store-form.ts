import { wordRefusal } from '../../app/field-words.ts';
import type { EngineError } from '../../app/engine-errors.ts';
import { wordError } from '../../app/error-words.ts';
import { hostOf } from '../../app/store-facts.ts';
import type { ConnectionReport, Probe } from '../../../shared/domain/connection-report.ts';
import { fieldOfAdvice, wordAdvice } from './advice-words.ts';

export type Credentials = { readonly url: string; readonly consumerKey: string; readonly consumerSecret: string };
export type StoreForm = Credentials & { readonly name: string };
export type FormField = keyof StoreForm;
export type FieldErrors = Readonly<Partial<Record<FormField, string>>>;

export const EMPTY_FORM: StoreForm = { url: '', consumerKey: '', consumerSecret: '', name: '' };

const WOO_KEY = /^c[ks]_[0-9a-f]{40}$/i;

/** Filled in so far that a check can say something; it runs by itself only when both keys have their full length. */
export function isFilled({ url, consumerKey, consumerSecret }: Credentials): boolean {
  return url.trim() !== '' && consumerKey.trim() !== '' && consumerSecret.trim() !== '';
}

export function looksComplete(form: Credentials): boolean {
  const keys = [form.consumerKey.trim(), form.consumerSecret.trim()];
  return isFilled(form) && /[.:]|localhost/.test(form.url) && keys.every((key) => WOO_KEY.test(key));
}

export function isSameCredentials(a: Credentials, b: Credentials): boolean {
  return a.url === b.url && a.consumerKey === b.consumerKey && a.consumerSecret === b.consumerSecret;
}

/** The shop's own name, or its host: what stands in the name field until the person types another. */
export function nameFor(form: Credentials, report: ConnectionReport | null): string {
  const permalinks = report?.probes.find((probe) => probe.name === 'permalinks');
  const siteName = permalinks?.name === 'permalinks' ? permalinks.facts?.siteName : null;
  return siteName || hostOf(report?.url ?? form.url).replace(/^www\./, '');
}

/** What the check found wrong with what was typed, under the field it is about. */
export function errorsOfProbes(probes: readonly Probe[]): FieldErrors {
  const errors: Partial<Record<FormField, string>> = {};
  for (const probe of probes) {
    const field = probe.outcome === 'failed' && probe.advice ? fieldOfAdvice(probe.advice) : null;
    if (field && probe.advice) errors[field] ??= wordAdvice(probe.advice);
  }
  return errors;
}

const FORM_FIELDS: readonly string[] = Object.keys(EMPTY_FORM);

/** A refused call, under its field where it names one; the rest is said as a whole. */
export function errorsOfCall(error: EngineError): { readonly fields: FieldErrors; readonly whole: string | null } {
  if (error.type === 'FieldRefused' && FORM_FIELDS.includes(error.field)) {
    return { fields: { [error.field]: wordRefusal(error) }, whole: null };
  }
  const { title, way } = wordError(error);
  if (error.type === 'NameTaken') return { fields: { name: `${title}. ${way}` }, whole: null };
  return { fields: {}, whole: `${title}. ${way}` };
}
