import { join } from 'node:path';
import { prepareElectron, startApp } from './lib/app.mjs';
import { ensureBuild } from './lib/build.mjs';
import { demoProfileDir, startDemoShop } from './lib/demo-shop.mjs';
import { onLine } from './lib/lines.mjs';
import { prepare } from './lib/prepare.mjs';
import { createProcessGroup, exitCodeOf, stopRequested } from './lib/processes.mjs';
import { runMain, say } from './lib/report.mjs';

/** `npm run demo`: a shop, and the app connected to it. A second demo goes on where the first one ended. */
await runMain(async () => {
  await prepare();
  const group = createProcessGroup();
  const stopped = stopRequested();
  try {
    const running = runDemo(group);
    return await Promise.race([running, stopped]);
  } finally {
    say('Stopping the demo …');
    await group.stopAll();
  }
});

async function runDemo(group) {
  const surroundings = await prepareElectron(group);
  await ensureBuild(group);
  const profile = demoProfileDir();
  const shop = await startDemoShop(group, profile);
  say(`The demo shop answers at ${shop.url}. Its data and the app's are kept in ${profile}.`);
  const isHidden = surroundings.display.isVirtual;
  const app = await startApp(group, surroundings, {
    env: {
      BACKROOM_PROFILE: profile,
      BACKROOM_DEMO_STORE: JSON.stringify({ name: 'Demo shop', url: shop.url, key: shop.key, secret: shop.secret }),
      // The keys of a shop that sells nothing: without a keyring they need no passphrase that a person knows.
      BACKROOM_PASSPHRASE: process.env.BACKROOM_PASSPHRASE ?? 'demo',
      ...(isHidden ? { BACKROOM_AUTOMATION: '1', BACKROOM_SCREENSHOT: join(profile, 'screenshot.png') } : {}),
    },
    stdio: ['ignore', isHidden ? 'pipe' : 'inherit', 'inherit'],
  });
  if (isHidden) reportProgress(app);
  return await exitCodeOf(app);
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
