import { describe, expect, test } from 'vitest';
import { findCycles, importsOf } from './imports.ts';
import { findViolations, type RuleName } from './layer-rules.ts';
import { readSources } from './source-files.ts';

const isSource = (path: string): boolean => /^src\/.*\.tsx?$/.test(path) && !path.endsWith('.d.ts');

describe('the house', () => {
  const sources = readSources(isSource);

  test('has files in every layer', () => {
    const layers = new Set([...sources.keys()].map((path) => path.split('/')[1]));
    for (const layer of ['main', 'preload', 'shared', 'engine', 'renderer']) expect(layers).toContain(layer);
  });

  test('keeps its layers', () => {
    expect(findViolations(sources)).toEqual([]);
  });
});

/** A small sound house; each case below adds one breach to it. */
const SOUND: Readonly<Record<string, string>> = {
  'src/shared/result.ts': 'export const ok = 1;',
  'src/shared/contract/orders.ts':
    "import { z } from 'zod';\nimport { money } from '../domain/money.ts';\nexport const c = [z, money];",
  'src/shared/domain/money.ts': 'export const money = 1;',
  'src/shared/domain/diff.ts': "import { money } from './money.ts';\nexport const diff = money;",
  'src/engine/create-engine.ts':
    "import { orders } from './orders/commands.ts';\nimport { sync } from './sync/run.ts';\nimport { shop } from '../demo-shop/shop.ts';\nexport const e = [orders, sync, shop];",
  'src/engine/platform/clock.ts': "import { ok } from '../../shared/result.ts';\nexport const clock = ok;",
  'src/engine/orders/commands.ts': "import { clock } from '../platform/clock.ts';\nexport const orders = clock;",
  'src/engine/catalog/port.ts': 'export type Port = 1;',
  'src/engine/woocommerce/gateway.ts': "import type { Port } from '../catalog/port.ts';\nexport const p: Port = 1;",
  'src/engine/sync/run.ts': "import { orders } from '../orders/commands.ts';\nexport const sync = orders;",
  'src/engine/handlers/write.ts': "import { orders } from '../orders/commands.ts';\nexport const h = orders;",
  'src/main/index.ts':
    "import { app } from 'electron';\nimport path from '../engine/entry.utility?modulePath';\nvoid [app, path];",
  'src/preload/index.ts': "import { contextBridge } from 'electron';\nvoid contextBridge;",
  'src/renderer/main.tsx':
    "import { c } from '../shared/contract/orders.ts';\nimport React from 'react';\nvoid [c, React];",
  'src/cli/main.ts': "import { e } from '../engine/create-engine.ts';\nvoid e;",
  'src/demo-shop/shop.ts': "import { money } from '../shared/domain/money.ts';\nexport const shop = money;",
};

const PLANTED: readonly (readonly [string, RuleName, string, string])[] = [
  ['the renderer imports the engine', 'layer', 'src/renderer/x.ts', "import { e } from '../engine/create-engine.ts';"],
  ['the renderer loads the engine later', 'layer', 'src/renderer/x.ts', "void import('../engine/create-engine.ts');"],
  ['the renderer imports types of main', 'layer', 'src/renderer/x.ts', "import type { m } from '../main/index.ts';"],
  [
    'the renderer passes on the engine',
    'layer',
    'src/renderer/x.ts',
    "export { e } from '../engine/create-engine.ts';\nexport const x = 1;",
  ],
  ['main imports code of the engine', 'layer', 'src/main/x.ts', "import { e } from '../engine/create-engine.ts';"],
  ['the engine imports main', 'layer', 'src/engine/x.ts', "import '../main/index.ts';"],
  ['shared imports the engine', 'layer', 'src/shared/x.ts', "import {\n  e,\n} from '../engine/create-engine.ts';"],
  ['the demo shop imports the wire', 'layer', 'src/demo-shop/x.ts', "import { ok } from '../shared/result.ts';"],
  [
    'an area imports the demo shop',
    'layer',
    'src/engine/orders/x.ts',
    "import { shop } from '../../demo-shop/shop.ts';",
  ],
  ['shared imports a package', 'shared-packages', 'src/shared/x.ts', "import { readFileSync } from 'node:fs';"],
  ['the domain imports zod', 'domain-is-closed', 'src/shared/domain/x.ts', "import { z } from 'zod';"],
  [
    'the domain imports its neighbour',
    'domain-is-closed',
    'src/shared/domain/x.ts',
    "import { ok } from '../result.ts';",
  ],
  ['the renderer imports Node', 'renderer-is-a-page', 'src/renderer/x.ts', "import { join } from 'path';"],
  [
    'the renderer imports Electron',
    'renderer-is-a-page',
    'src/renderer/x.ts',
    "import { ipcRenderer } from 'electron';",
  ],
  ['the engine imports Electron', 'engine-without-electron', 'src/engine/x.ts', "import { app } from 'electron';"],
  [
    'an area imports another',
    'areas-apart',
    'src/engine/catalog/x.ts',
    "import { orders } from '../orders/commands.ts';",
  ],
  [
    'an area imports types of another',
    'areas-apart',
    'src/engine/orders/x.ts',
    "import type { Port } from '../catalog/port.ts';",
  ],
  [
    'an adapter imports code of an area',
    'areas-apart',
    'src/engine/woocommerce/x.ts',
    "import { orders } from '../orders/commands.ts';",
  ],
  [
    'an area imports the handlers',
    'areas-apart',
    'src/engine/orders/x.ts',
    "import { h } from '../handlers/write.ts';",
  ],
  [
    'the platform imports an area',
    'foundation',
    'src/engine/platform/x.ts',
    "import { orders } from '../orders/commands.ts';",
  ],
  ['a file imports itself', 'no-cycle', 'src/engine/x.ts', "import { x } from './x.ts';\nexport const y = x;"],
  ['a default export', 'no-default-export', 'src/engine/x.ts', 'export default 1;'],
  ['a renamed default export', 'no-default-export', 'src/engine/x.ts', 'const x = 1;\nexport { x as default };'],
  [
    'a barrel',
    'no-barrel',
    'src/engine/x.ts',
    "// all of it\nexport * from './create-engine.ts';\nexport { orders } from './orders/commands.ts';",
  ],
];

describe('the checker', () => {
  test('finds nothing in a sound house', () => {
    expect(findViolations(new Map(Object.entries(SOUND)))).toEqual([]);
  });

  test.each(PLANTED)('notices when %s', (_what, rule, file, source) => {
    const found = findViolations(new Map(Object.entries({ ...SOUND, [file]: source })));
    expect(found.map((violation) => ({ rule: violation.rule, file: violation.file }))).toContainEqual({ rule, file });
  });

  test('notices a circle over three files, types included', () => {
    const sources = new Map([
      ['src/engine/a.ts', "import { b } from './b.ts';"],
      ['src/engine/b.ts', "import type { c } from './c.ts';"],
      ['src/engine/c.ts', "export { a } from './a.ts';\nexport const c = 1;"],
      ['src/engine/d.ts', "import { a } from './a.ts';"],
    ]);
    expect(findCycles(sources)).toEqual([['src/engine/a.ts', 'src/engine/b.ts', 'src/engine/c.ts']]);
  });

  test('tells types from values', () => {
    const source =
      "import { type A, type B } from './a.ts';\nimport { type C, d } from './c.ts';\nimport type { E } from './e.ts';";
    expect(importsOf('src/x.ts', source).map(({ target, isTypeOnly }) => [target, isTypeOnly])).toEqual([
      ['src/a.ts', true],
      ['src/c.ts', false],
      ['src/e.ts', true],
    ]);
  });
});
