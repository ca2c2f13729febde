import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { prepareElectron, startApp } from './lib/app.mjs';
import { ensureBuild } from './lib/build.mjs';
import { startDemoCentral } from './lib/demo-central.mjs';
import { demoProfileDir, startDemoShop } from './lib/demo-shop.mjs';
import { onLine } from './lib/lines.mjs';
import { prepare } from './lib/prepare.mjs';
import { createProcessGroup, exitCodeOf, stopRequested } from './lib/processes.mjs';
import { runMain, say } from './lib/report.mjs';

/**
 * `npm run demo`: a shop, a central database with four people, and the app, signed in as the owner. A second demo goes on
 * where the first one ended. `npm run demo -- --no-central`: for one person, without the database.
 */
await runMain(async () => {
  await prepare();
  const group = createProcessGroup();
  const stopped = stopRequested();
  const central = { stop: async () => undefined };
  try {
    const running = runDemo(group, central);
    return await Promise.race([running, stopped]);
  } finally {
    say('Stopping the demo …');
    await group.stopAll();
    await central.stop();
  }
});

async function runDemo(group, central) {
  const surroundings = await prepareElectron(group);
  await ensureBuild(group);
  const chosen = demoProfileDir();
  let shop = await startDemoShop(group, chosen);
  const team = await startTeam(chosen, shop.url, central);
  const profile = team === null ? soloProfile(chosen) : chosen;
  if (profile !== chosen) shop = await startDemoShop(group, profile);
  say(`The demo shop answers at ${shop.url}. Its data and the app's are kept in ${profile}.`);
  const isHidden = surroundings.display.isVirtual;
  const app = await startApp(group, surroundings, {
    env: {
      BACKROOM_PROFILE: profile,
      BACKROOM_DEMO_STORE: JSON.stringify({
        name: 'Demo shop',
        url: shop.url,
        key: shop.key,
        secret: shop.secret,
        ...(team === null ? {} : { id: team.storeId }),
      }),
      ...(team === null ? {} : { BACKROOM_DEMO_TEAM: JSON.stringify(team.team) }),
      // The keys of a shop that sells nothing: without a keyring they need no passphrase that a person knows.
      BACKROOM_PASSPHRASE: process.env.BACKROOM_PASSPHRASE ?? 'demo',
      ...(isHidden ? { BACKROOM_AUTOMATION: '1', BACKROOM_SCREENSHOT: join(profile, 'screenshot.png') } : {}),
    },
    stdio: ['ignore', isHidden ? 'pipe' : 'inherit', 'inherit'],
  });
  if (isHidden) reportProgress(app);
  return await exitCodeOf(app);
}

/** The central database with its people; null where none is wanted, or none can run here. */
async function startTeam(profile, shopUrl, central) {
  if (process.argv.includes('--no-central')) return null;
  try {
    const started = performance.now();
    const team = await startDemoCentral(profile, shopUrl);
    central.stop = team.stop;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    say(`The central database runs on port ${team.team.port} (ready in ${seconds} s), with these people:`);
    for (const { name, email, password } of team.team.people)
      process.stdout.write(`  ${name.padEnd(14)} ${email.padEnd(24)} password: ${password}\n`);
    return team;
  } catch (error) {
    say(`The central database cannot run here (${error.message.split('\n', 1)[0]}). The demo goes on for one person.`);
    return null;
  }
}

/** A profile that belongs to the demo's team shows nothing without it, so one person gets another. */
function soloProfile(chosen) {
  return existsSync(join(chosen, 'team.marker')) ? `${chosen}-solo` : chosen;
}

/** Puts the app's lines for scripts into words. */
function reportProgress(app) {
  say('The app is open on the virtual display; the first sync runs …');
  onLine(app.stdout, (line) => {
    const match = /^backroom:(\w+) (.*)$/.exec(line);
    if (match?.[1] === 'ready') reportSync(JSON.parse(match[2]));
    else if (match?.[1] === 'screenshot') process.stdout.write(`Screenshot: ${JSON.parse(match[2]).path}\n`);
    else if (!match) process.stdout.write(`${line}\n`);
  });
}

function reportSync({ ok, counts, durationMs }) {
  const seconds = (durationMs / 1000).toFixed(1);
  const records = Object.entries(counts).map(([entity, count]) => `${count} ${entity.replaceAll('_', ' ')}`);
  say(ok ? `Synced in ${seconds} s: ${records.join(', ')}.` : 'The sync did not complete; the window says why.');
  say('Ctrl+C stops the app and the shop.');
}
