import { join } from 'node:path';
import { app } from 'electron';
import { systemLocale } from './appearance.ts';
import { isAutomated } from './automation.ts';
import { printStartFailure, showFatalFailure } from './dialogs.ts';
import { declareAppScheme } from './app-protocol.ts';
import { openProfile, profileDir } from './profile.ts';
import { runShell } from './run-shell.ts';
import { createShellSettingsFile } from './shell-settings.ts';
import { wordsByLocale } from './words.ts';

if (isAutomated(process.env)) {
  // Electron would show a dialog and wait.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    app.exit(70);
  });
}
const profile = openProfile(profileDir(process.env, app.getPath('appData')));
if (profile.ok) startOn(profile.value);
else {
  const { error } = profile;
  printStartFailure(error, wordsByLocale.en);
  void app.whenReady().then(() => {
    if (!isAutomated(process.env)) showFatalFailure(error, wordsByLocale[systemLocale()]);
    app.exit(1);
  });
}

function startOn(dir: string): void {
  app.setPath('userData', dir);
  // Chromium's own files apart from ours.
  app.setPath('sessionData', join(dir, 'window'));
  app.setPath('crashDumps', join(dir, 'window', 'crashes'));
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write(`${wordsByLocale.en.alreadyOpen}\n`);
    app.exit(0);
    return;
  }
  // Development as root has to switch it off; asking for it then would leave no process able to start.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  declareAppScheme();
  const settings = createShellSettingsFile(dir, (thrown) => process.stderr.write(`shell.json: ${String(thrown)}\n`));
  const chosen = settings.read().appearance;
  // Chromium's own texts, and on which side the system's buttons lie.
  if (chosen) app.commandLine.appendSwitch('lang', chosen.locale);
  void app.whenReady().then(() => runShell(dir, settings));
}
