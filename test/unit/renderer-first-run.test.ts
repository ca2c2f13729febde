import { afterEach, describe, expect, test } from 'vitest';
import '../../src/renderer/app/locale.ts';
import {
  addressInstead,
  fieldOfAdvice,
  wordAdvice,
  wordMeaning,
} from '../../src/renderer/screens/first-run/advice-words.ts';
import { letterToHost } from '../../src/renderer/screens/first-run/host-words.ts';
import { PROBE_NAMES, wordDetail, wordFact, wordProbe } from '../../src/renderer/screens/first-run/probe-words.ts';
import {
  EMPTY_FORM,
  errorsOfCall,
  errorsOfProbes,
  isFilled,
  looksComplete,
  nameFor,
} from '../../src/renderer/screens/first-run/store-form.ts';
import { stateFor, type CheckState } from '../../src/renderer/screens/first-run/use-connection-check.ts';
import { useView } from '../../src/renderer/state/view.ts';
import type { ConnectionReport, Probe } from '../../src/shared/domain/connection-report.ts';

const KEY = `ck_${'4f1b82c0d9'.repeat(4)}`;
const SECRET = `cs_${'a5137e604f'.repeat(4)}`;
const FORM = { ...EMPTY_FORM, url: 'https://shop.example', consumerKey: KEY, consumerSecret: SECRET };
const NOW = Date.parse('2026-11-20T12:00:00Z');

afterEach(() => useView.setState({ locale: 'en' }));

function reportWith(probes: readonly Probe[]): ConnectionReport {
  return {
    verdict: 'ready',
    url: 'https://www.shop.example/store',
    authMode: 'header',
    pageSize: 100,
    hasVariationsFeed: true,
    suggestedUrl: null,
    probes,
  };
}

const permalinks = (siteName: string | null): Probe => ({
  name: 'permalinks',
  outcome: 'passed',
  advice: null,
  facts: { siteName, restRouteOnly: false, indexHidden: false },
  error: null,
});

describe('the form', () => {
  test('starts the check by itself only when both keys have their full length', () => {
    expect(looksComplete(FORM)).toBe(true);
    expect(looksComplete({ ...FORM, url: ' https://shop.example ' })).toBe(true);
    expect(looksComplete({ ...FORM, consumerKey: KEY.slice(0, -1) })).toBe(false);
    expect(looksComplete({ ...FORM, consumerSecret: '' })).toBe(false);
    expect(looksComplete({ ...FORM, url: 'shop' })).toBe(false);
    // Swapped keys are complete: the check itself says that they are swapped.
    expect(looksComplete({ ...FORM, consumerKey: SECRET, consumerSecret: KEY })).toBe(true);
  });

  test('can be checked by hand as soon as nothing is empty', () => {
    expect(isFilled({ ...FORM, consumerKey: 'ck_short' })).toBe(true);
    expect(isFilled({ ...FORM, consumerKey: '   ' })).toBe(false);
  });

  test('proposes the shop’s own name, or its host', () => {
    expect(nameFor(FORM, reportWith([permalinks('Tamar Ceramics')]))).toBe('Tamar Ceramics');
    expect(nameFor(FORM, reportWith([permalinks('')]))).toBe('shop.example/store');
    expect(nameFor(FORM, null)).toBe('shop.example');
  });

  test('shows a failed step under the field that it is about', () => {
    const failed: Probe = { name: 'key', outcome: 'failed', advice: 'check-secret', facts: null, error: null };
    expect(Object.keys(errorsOfProbes([failed]))).toEqual(['consumerSecret']);
    const warned: Probe = { ...failed, outcome: 'warned' };
    expect(errorsOfProbes([warned])).toEqual({});
    const elsewhere: Probe = { ...failed, advice: 'rest-api-blocked' };
    expect(errorsOfProbes([elsewhere])).toEqual({});
  });

  test('shows a refused call under its field, and as a whole where it names none', () => {
    const refused = errorsOfCall({ type: 'FieldRefused', field: 'url', reason: 'not-http', facts: {} });
    expect(refused).toEqual({ fields: { url: 'Type an address that begins with https:// or http://' }, whole: null });
    expect(errorsOfCall({ type: 'NameTaken', name: 'Tamar' }).fields.name).toContain('Tamar');
    const whole = errorsOfCall({ type: 'DiskFull' });
    expect([whole.fields, whole.whole]).toEqual([
      {},
      'The disk is full. Nothing was changed. Free some space, then try again.',
    ]);
  });

  test('never shows results of other entries than it holds', () => {
    const done: CheckState = { asked: FORM, isRunning: false, probes: [permalinks('x')], report: null, error: null };
    expect(stateFor(done, FORM)).toBe(done);
    expect(stateFor(done, { ...FORM, url: 'https://other.example' }).probes).toEqual([]);
    // The name is no part of what was checked.
    expect(stateFor(done, { ...FORM, name: 'Another name' })).toBe(done);
  });
});

describe('the steps of the check', () => {
  test.each(['en', 'he'] as const)('say in %s what passed and what did not, in different words', (locale) => {
    useView.setState({ locale });
    for (const name of PROBE_NAMES) {
      expect(wordProbe(name, 'failed')).not.toBe(wordProbe(name, 'passed'));
      expect(wordProbe(name, 'skipped')).toBe(wordProbe(name, null));
    }
  });

  test('say by how much the clocks differ, and to which side', () => {
    const clock = (skewSeconds: number | null): Probe => ({
      name: 'clock',
      outcome: 'passed',
      advice: null,
      facts: { skewSeconds, phpClock: null },
      error: null,
    });
    expect(wordFact(clock(2), NOW, 'en')?.words).toBe('store 2 s ahead');
    expect(wordFact(clock(-180), NOW, 'en')?.words).toBe('store 3 min behind');
    expect(wordFact(clock(0), NOW, 'en')?.words).toBe('to the second');
    expect(wordFact(clock(null), NOW, 'en')?.words).toBe('The store does not say');
    expect(wordDetail(clock(0))).toBeNull();
  });

  test.each(['en', 'he'] as const)(
    '[CHECK2] quote in %s what stood beside the JSON and say what it means',
    (locale) => {
      useView.setState({ locale });
      const facts = { answers: 12, polluted: 3, pollution: 'php-notice', quote: '<b>Notice</b>' } as const;
      const advice = 'silence-php-notices';
      const json: Probe = { name: 'json', outcome: 'failed', advice, facts, error: null };
      expect(wordDetail(json)).toContain('<b>Notice</b>');
      expect(wordFact(json, NOW, locale)?.words).toMatch(/3.*12/);
      expect(wordMeaning(json)).not.toBeNull();
      expect(wordMeaning({ ...json, outcome: 'passed', advice: null })).toBeNull();
      // The text for the hosting company is in English whatever the screen speaks.
      expect(wordAdvice(advice, 'en')).toContain('WP_DEBUG_DISPLAY');
      expect(wordProbe('json', 'failed', 'en')).toMatch(/^Something stands/);
    },
  );

  test('[CHECK8] make a text for the hosting company: English always, Hebrew below it where Hebrew is spoken', () => {
    const facts = { arrives: false, needed: true };
    const header: Probe = { name: 'header', outcome: 'warned', advice: 'header-stripped', facts, error: null };
    const given = { url: 'https://shop.test', report: { probes: [header] }, at: new Date(NOW).toISOString() };
    useView.setState({ locale: 'he' });
    const english = letterToHost(given, 'en') ?? '';
    const both = letterToHost(given, 'he') ?? '';
    expect(english).toMatch(/^Hello,/);
    expect(english).not.toMatch(/[א-ת]/);
    expect(both.startsWith(english)).toBe(true);
    expect(both).toMatch(/שלום,/);
    expect(english).toContain('fastcgi_param HTTP_AUTHORIZATION $http_authorization;');
    expect(letterToHost({ ...given, report: { probes: [] } }, 'he')).toBeNull();
  });

  test('[CHECK7] say by how much PHP is off', () => {
    const facts = { skewSeconds: 2, phpClock: { direction: 'behind', atLeastSeconds: 840 } } as const;
    const clock: Probe = { name: 'clock', outcome: 'failed', advice: 'set-server-clock', facts, error: null };
    expect(wordDetail(clock)).toBe('PHP’s clock is at least 14 min behind the time in the server’s answers');
  });

  test('name what may not be read', () => {
    const read: Probe = {
      name: 'read',
      outcome: 'failed',
      advice: 'use-key-of-shop-manager',
      facts: {
        areas: [
          { area: 'products', allowed: true, total: 5 },
          { area: 'orders', allowed: false, total: null },
          { area: 'customers', allowed: false, total: null },
        ],
      },
      error: null,
    };
    expect(wordDetail(read)).toBe('Not allowed: orders, customers');
  });

  test('that were left out say so instead of showing a result', () => {
    const skipped: Probe = { name: 'versions', outcome: 'skipped', advice: null, facts: null, error: null };
    expect(wordFact(skipped, NOW, 'en')?.words).toBe('Waits for the steps above');
  });

  test('offer the better address that they found', () => {
    const address: Probe = {
      name: 'address',
      outcome: 'failed',
      advice: 'use-other-address',
      facts: { host: 'shop.example', durationMs: null, unreachable: null, target: 'https://www.shop.example' },
      error: null,
    };
    expect(addressInstead(address)).toBe('https://www.shop.example');
    expect(addressInstead(permalinks('x'))).toBeNull();
    expect(fieldOfAdvice('use-other-address')).toBe('url');
  });
});
