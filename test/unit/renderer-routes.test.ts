import { describe, expect, test } from 'vitest';
import { readRoute, SCREENS, writeRoute, type Route } from '../../src/renderer/app/routes.ts';

describe('an address of the window', () => {
  test('comes back as it was written, with every character', () => {
    const routes: readonly Route[] = [
      ...SCREENS.map((screen) => ({ screen, params: {} })),
      { screen: 'products', params: { search: 'קערת מרק & "50%" + #1', open: 'a-b' } },
      { screen: 'sync', params: { tab: 'conflicts', store: 'x/y?z=1' } },
    ];
    for (const route of routes) expect(readRoute(writeRoute(route))).toEqual(route);
  });

  test('that names no screen leads home', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#/constructor']) expect(readRoute(hash).screen).toBe('home');
  });

  test('keeps a question mark inside a value', () => {
    expect(readRoute('#/products?search=what?').params).toEqual({ search: 'what?' });
  });
});
