import { defineConfig } from 'vitest/config';

/** Apart from the others, because these tests share one PostgreSQL that is started before and ended after them. */
export default defineConfig({
  test: {
    globalSetup: ['./test/postgres/support/global-setup.ts'],
    setupFiles: ['./test/support/setup.ts'],
    include: ['test/postgres/**/*.test.ts'],
    pool: 'forks',
    // What counts as settled depends on every transaction of the server, so one file at a time.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // whatever is waited for comes sooner or later; how soon is for the bench
    expect: { poll: { timeout: 20_000 } },
    restoreMocks: true,
    unstubEnvs: true,
  },
});
