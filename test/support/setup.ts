import fc from 'fast-check';

/**
 * The same draws in every run, so that a red test means a change and not a throw of dice.
 * `BACKROOM_TEST_SEED=n npm test` looks at other draws.
 */
fc.configureGlobal({ seed: Number(process.env['BACKROOM_TEST_SEED'] ?? 20_261_120) });
