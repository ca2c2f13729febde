import { defineConfig } from 'vitest/config';

/** Apart from the others, because these tests share one PostgreSQL that is started before and ended after them. */
export default defineConfig({
  test: {
    globalSetup: ['./test/postgres/support/global-setup.ts'],
    setupFiles: ['./test/support/setup.ts'],
    include: ['test/postgres/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
