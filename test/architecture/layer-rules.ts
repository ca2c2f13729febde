import { builtinModules } from 'node:module';
import { findCycles, importsOf, type Import } from './imports.ts';
import type { Sources } from './source-files.ts';

export type Violation = { readonly rule: RuleName; readonly file: string; readonly detail: string };
export type RuleName =
  | 'layer'
  | 'shared-packages'
  | 'domain-is-closed'
  | 'renderer-is-a-page'
  | 'engine-without-electron'
  | 'areas-apart'
  | 'foundation'
  | 'no-cycle'
  | 'no-default-export'
  | 'no-barrel';

/** What each folder of src/ may import besides itself. */
const ALLOWED_LAYERS: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  engine: ['shared', 'demo-shop'],
  main: ['shared'],
  preload: ['shared'],
  renderer: ['shared'],
  cli: ['engine', 'shared'],
  'demo-shop': ['shared'],
};
/** Folders of src/engine that stand below every area. */
const FOUNDATION: readonly string[] = ['platform', 'database', 'secrets'];
/** Where areas meet: they may know every area, and no area knows `handlers`. */
const MEETING_POINTS: readonly string[] = ['sync', 'handlers'];
/** They reach other systems and implement interfaces that the areas own: they may know those types. */
const ADAPTERS: readonly string[] = ['woocommerce', 'central'];
/** A person's way to central: what is central's alone is asked over it, by areas that know nothing else of the team. */
const SESSION = 'src/engine/team/team-server.ts';
const OVER_A_SESSION: readonly string[] = ['team-admin'];
const NODE_MODULES = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);

type Rule = (path: string, imported: Import) => Violation['detail'] | null;

const RULES: Readonly<Partial<Record<RuleName, Rule>>> = {
  layer: checkLayer,
  'shared-packages': (path, { isRelative, specifier }) =>
    layerOf(path) === 'shared' && !isRelative && specifier !== 'zod' ? specifier : null,
  'domain-is-closed': (path, { isRelative, specifier, target }) =>
    isIn(path, 'src/shared/domain') && !(isRelative && isIn(target, 'src/shared/domain')) ? specifier : null,
  'renderer-is-a-page': (path, { specifier }) =>
    layerOf(path) === 'renderer' && (NODE_MODULES.has(specifier) || specifier === 'electron') ? specifier : null,
  'engine-without-electron': (path, { specifier }) =>
    ['engine', 'cli', 'demo-shop', 'shared'].includes(layerOf(path) ?? '') && specifier === 'electron'
      ? specifier
      : null,
  'areas-apart': checkAreas,
  foundation: checkFoundation,
};

/** Every breach of the house's layers in the given files of src/. */
export function findViolations(sources: Sources): readonly Violation[] {
  const found: Violation[] = [];
  for (const [file, source] of sources) {
    for (const imported of importsOf(file, source)) {
      for (const [rule, check] of Object.entries(RULES) as [RuleName, Rule][]) {
        const detail = check(file, imported);
        if (detail !== null) found.push({ rule, file, detail });
      }
    }
    if (/^export default\b|^export \{[^}]*\bas default\b/m.test(source)) {
      found.push({ rule: 'no-default-export', file, detail: 'export default' });
    }
    if (isBarrel(source)) found.push({ rule: 'no-barrel', file, detail: 'only passes on what other files export' });
  }
  for (const cycle of findCycles(sources)) {
    found.push({ rule: 'no-cycle', file: cycle[0] ?? '', detail: cycle.join(' -> ') });
  }
  return found;
}

function checkLayer(path: string, { isRelative, target, specifier }: Import): string | null {
  const from = layerOf(path);
  if (!isRelative || !from) return null;
  const to = layerOf(target);
  // The one path that main needs of the engine is no import of its code.
  if (from === 'main' && specifier === '../engine/entry.utility?modulePath') return null;
  if (to === from) return null;
  if (from === 'demo-shop') return isIn(target, 'src/shared/domain') ? null : specifier;
  // Only where the engine is put together, so that no area can come to depend on the demo.
  if (to === 'demo-shop' && areaOf(path) !== null) return specifier;
  return to !== null && (ALLOWED_LAYERS[from] ?? []).includes(to) ? null : specifier;
}

function checkAreas(path: string, { isRelative, target, specifier, isTypeOnly }: Import): string | null {
  const from = areaOf(path);
  const to = areaOf(target);
  if (!isRelative || from === null || to === null || from === to) return null;
  if ([...FOUNDATION, ...MEETING_POINTS].includes(from) || FOUNDATION.includes(to)) return null;
  if (to === 'sync') return null;
  if (OVER_A_SESSION.includes(from) && target === SESSION && isTypeOnly) return null;
  return ADAPTERS.includes(from) && isTypeOnly ? null : specifier;
}

function checkFoundation(path: string, { isRelative, target, specifier }: Import): string | null {
  if (!isRelative || !FOUNDATION.includes(areaOf(path) ?? '')) return null;
  return isIn(target, 'src/engine') && !FOUNDATION.includes(areaOf(target) ?? '') ? specifier : null;
}

/** The folder below src/engine, null for files that stand directly in it or elsewhere. */
function areaOf(path: string): string | null {
  return /^src\/engine\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function layerOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function isIn(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

function isBarrel(source: string): boolean {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  const rest = code.replaceAll(
    /^export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s+from\s+['"][^'"]+['"];?/gm,
    '',
  );
  return code.includes('export') && rest.trim() === '';
}
