import { resolve } from 'node:path';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import paraglideOptions from './scripts/lib/paraglide-options.json' with { type: 'json' };

const fromHere = (path: string): string => resolve(import.meta.dirname, path);

/** Bundled, because pure JavaScript starts faster from one file; better-sqlite3 and the rest stay packages. */
const BUNDLED = ['zod', 'kysely'];

/** Only while developing: a build compiles the messages beforehand, and this plugin keeps a finished build alive. */
const messages = () =>
  paraglideVitePlugin({
    ...paraglideOptions,
    strategy: ['globalVariable', 'baseLocale'],
    project: fromHere(paraglideOptions.project),
    outdir: fromHere(paraglideOptions.outdir),
  });

export default defineConfig(({ command }) => ({
  main: {
    build: {
      outDir: fromHere('out/main'),
      externalizeDeps: { exclude: BUNDLED },
      rolldownOptions: { input: fromHere('src/main/index.ts') },
    },
  },
  preload: {
    build: {
      outDir: fromHere('out/preload'),
      // A sandboxed preload script can require nothing and must be CommonJS.
      externalizeDeps: false,
      rolldownOptions: {
        input: fromHere('src/preload/index.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: fromHere('src/renderer'),
    plugins: [...(command === 'serve' ? [messages()] : []), react(), tailwindcss()],
    build: {
      outDir: fromHere('out/renderer'),
      // Data addresses for fonts and scripts are what the content security policy forbids.
      assetsInlineLimit: 0,
      rolldownOptions: { input: fromHere('src/renderer/index.html') },
    },
  },
}));
