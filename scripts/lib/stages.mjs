import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { developmentSwitches, prepareElectron } from './app.mjs';
import { ensureBuild, ensureMessages } from './build.mjs';
import { preparePostgres } from './embedded-postgres.mjs';
import { packageCommand } from './packages.mjs';
import { exitCodeOf } from './processes.mjs';
import { root } from './root.mjs';
import { UserProblem, say } from './report.mjs';
import { outcomeOfPlaywright, outcomesOfVitest } from './test-summary.mjs';

const MINUTE_MS = 60_000;
const testDir = join(root, 'test');
const resultsDir = join(root, 'test-results');
/** Folders below test/ that hold no vitest suites, or one with a configuration of its own. */
const OTHER_FOLDERS = ['e2e', 'bench', 'support', 'postgres'];
/** Runs in processes of its own on all cores, for as long as its time box: beside others both would be slow. */
const ALONE = 'simulation';

/** All stages in their order, or those that the names pick; folders of test/ are names too. */
export function chooseStages(names) {
  const folders = testFolders();
  const checks = [
    { name: 'types', run: checkTypes },
    { name: 'lint', run: (group) => check(group, 'lint', 'oxlint', ['--type-aware', '--deny-warnings']) },
    { name: 'format', run: (group) => check(group, 'format', 'prettier', ['--check', '--log-level=warn', '.']) },
    { name: 'unused', run: (group) => check(group, 'unused', 'knip', ['--no-progress']) },
  ];
  const e2e = { name: 'e2e', run: runEndToEnd };
  const postgres = { name: 'postgres', run: runPostgres };
  const known = [...checks.map(({ name }) => name), ...folders, postgres.name, e2e.name];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UserProblem(`There is no stage ${unknown.join(', ')}. Stages: ${known.join(', ')}.`);
  const isChosen = (name) => names.length === 0 || names.includes(name);
  const chosenFolders = folders.filter(isChosen);
  const together = chosenFolders.filter((name) => name !== ALONE);
  const suites = { name: together.join(', '), run: (group) => runSuites(group, together) };
  const simulation = { name: ALONE, run: (group) => runSuites(group, [ALONE], ['--no-file-parallelism']) };
  return [
    ...checks.filter(({ name }) => isChosen(name)),
    ...(together.length > 0 ? [suites] : []),
    ...(chosenFolders.includes(ALONE) ? [simulation] : []),
    ...(isChosen(postgres.name) ? [postgres] : []),
    ...(isChosen(e2e.name) ? [e2e] : []),
  ];
}

function testFolders() {
  return readdirSync(testDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !OTHER_FOLDERS.includes(entry.name))
    .map((entry) => entry.name)
    .sort();
}

async function checkTypes(group) {
  await ensureMessages(group);
  return await check(group, 'types', 'typescript', ['-p', 'tsconfig.json'], 'tsc');
}

async function check(group, name, packageName, args, commandName = packageName) {
  const code = await runNode(group, [packageCommand(packageName, commandName), ...args], 5 * MINUTE_MS);
  return [{ name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }];
}

async function runSuites(group, folders, options = []) {
  await ensureMessages(group);
  return await runVitest(group, `vitest-${folders[0]}.json`, [
    ...options,
    ...folders.map((folder) => `test/${folder}/`),
  ]);
}

/** One server for the whole suite; its group is ended with the stage, so a kill leaves no server behind. */
async function runPostgres(group) {
  preparePostgres();
  return await runVitest(group, 'vitest-postgres.json', ['--config', 'vitest.postgres.config.ts']);
}

async function runVitest(group, reportName, ownArgs) {
  const reportPath = freshReport(reportName);
  const args = [packageCommand('vitest'), 'run', ...ownArgs];
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${reportPath}`];
  const code = await runNode(group, [...args, ...reporters], 15 * MINUTE_MS);
  const report = readReport(reportPath);
  if (!report) return [failure('vitest', code)];
  return outcomesOfVitest({ ...report, success: report.success && code === 0 }, testDir);
}

async function runEndToEnd(group) {
  const surroundings = await prepareElectron(group);
  await ensureBuild(group);
  const reportPath = freshReport('playwright.json');
  const env = {
    ...surroundings.electron.env,
    ...surroundings.display.env,
    BACKROOM_ELECTRON_PATH: surroundings.electron.path,
    BACKROOM_ELECTRON_SWITCHES: JSON.stringify(developmentSwitches(surroundings)),
    PLAYWRIGHT_JSON_OUTPUT_FILE: reportPath,
  };
  const args = [packageCommand('@playwright/test', 'playwright'), 'test', '--reporter=line,json'];
  const code = await runNode(group, args, 15 * MINUTE_MS, env);
  const report = readReport(reportPath);
  if (!report) return [failure('e2e', code)];
  const outcome = outcomeOfPlaywright(report, 'e2e');
  return [code !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome];
}

function failure(name, code) {
  say(`${name} ended with code ${code} and left no report.`);
  return { name, passed: 0, failed: 1, skipped: 0 };
}

function freshReport(name) {
  mkdirSync(resultsDir, { recursive: true });
  const path = join(resultsDir, name);
  rmSync(path, { force: true });
  return path;
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** Resolves to the exit code; a run that exceeds its limit is ended and has failed. */
async function runNode(group, args, limitMs, env = {}) {
  const child = group.start(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const timer = setTimeout(() => {
    say(`Stopped after ${limitMs / MINUTE_MS} minutes.`);
    void group.stop(child);
  }, limitMs);
  const code = await exitCodeOf(child);
  clearTimeout(timer);
  return code;
}
