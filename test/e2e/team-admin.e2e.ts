import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { base32Decode } from '../../src/engine/team-admin/base32.ts';
import { findObstacles } from './support/axe.ts';
import { test } from './support/central.ts';
import { root } from './support/launch-app.ts';
import { chooseLanguage, openAddress } from './support/lived-in.ts';
import { FIRST_SYNC_MS, openScreen, productCell } from './support/screens.ts';

const folder = join(root, 'test-results', 'pictures');
mkdirSync(folder, { recursive: true });

const PASSWORD = 'a long enough one';
/** A product of the demo shop without variations. */
const PLATE = 'Dinner plate, sand';
/** Signing in costs half a second of arithmetic on each side, and an engine may start in between. */
const SIGNED_IN_MS = 45_000;

async function picture(page: Page, name: string): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await page.screenshot({ path: join(folder, `team-${name}.png`), animations: 'disabled' });
}

/** A picture in light, looked through for obstacles, and one in dark with its contrasts. */
async function look(page: Page, name: string): Promise<void> {
  await picture(page, name);
  expect(await findObstacles(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, `${name}-dark`);
  expect(await findObstacles(page, ['color-contrast'])).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
}

const personButton = (page: Page, name: string) =>
  page.getByRole('button', { name: new RegExp(`^Your account: ${name}`) });

async function openTeam(page: Page, tab: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Team' }).click();
  await page.getByRole('tab', { name: tab }).click();
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  const wanted = page.getByRole('option', { name: option, exact: true });
  // a list that opens while the first readings still arrive may be closed by them
  await expect(async () => {
    if (!(await wanted.isVisible())) await page.getByRole('button', { name: new RegExp(`${label}$`) }).click();
    await wanted.click({ timeout: 2_000 });
  }).toPass();
}

/** What a telephone shows for a secret, by RFC 6238; `steps` of 30 seconds from now. */
function codeOf(secret: string, steps = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', base32Decode(secret) ?? '')
    .update(counter)
    .digest();
  const place = (mac[19] ?? 0) & 15;
  return String((mac.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function invite(page: Page, email: string, role: string): Promise<string> {
  await openTeam(page, 'People');
  await page.getByRole('button', { name: 'Invite a person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await choose(page, 'Role', role);
  await dialog.getByRole('button', { name: 'Make the invitation' }).click();
  const text = await dialog.getByRole('textbox', { name: 'Invitation line' }).innerText();
  await look(page, 'invitation');
  await dialog.getByRole('button', { name: 'Done' }).click();
  return text;
}

async function joinAs(page: Page, invitation: string, computer: string): Promise<void> {
  await page.getByRole('button', { name: 'Join a team' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Invitation' }).fill(invitation);
  await dialog.getByRole('textbox', { name: 'Name of this computer' }).fill(computer);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByRole('textbox', { name: 'New password' }).fill(PASSWORD);
  await dialog.getByRole('textbox', { name: 'Repeat it' }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Set password and sign in' }).click();
}

test('[ADMIN11] invited, denied with an end date, and out with the device; the trail has it all', async ({
  launch,
  openShop,
  central,
}) => {
  test.setTimeout(240_000);
  const { name, url, key, secret } = await openShop();
  const demoStore = { name, url, key, secret, id: central.storeId };
  const owner = (await launch({ demoStore, env: { BACKROOM_DEMO_TEAM: JSON.stringify(central.team) } })).page;
  await expect(personButton(owner, 'Olivia Owner')).toBeVisible({ timeout: SIGNED_IN_MS });
  await expect(owner.getByRole('navigation', { name: 'Main' })).toBeVisible({ timeout: FIRST_SYNC_MS });
  const invitation = await invite(owner, 'gil@demo.example', 'Manager');

  const elsewhere = mkdtempSync(join(tmpdir(), 'backroom-e2e-second-'));
  const second = await launch({ profileDir: elsewhere, demoStore });
  const gil = second.page;
  await openScreen(gil, 'Settings');
  await gil.getByRole('tab', { name: 'Team' }).click();
  await joinAs(gil, invitation, 'Gil’s laptop');
  await expect(personButton(gil, 'gil')).toBeVisible({ timeout: SIGNED_IN_MS });

  await test.step('denied with an end date, the edit is refused with a clear word', async () => {
    await openTeam(owner, 'People');
    await owner.getByRole('button', { name: 'Read again' }).click();
    await owner.getByRole('row').filter({ hasText: 'gil@demo.example' }).click();
    const panel = owner.getByRole('complementary', { name: 'gil' });
    await panel.getByRole('button', { name: /Rank of gil in Demo shop$/ }).click();
    await owner.getByRole('option', { name: 'Manager', exact: true }).click();
    await expect(owner.getByText('gil is entered in Demo shop')).toBeVisible();
    await panel.getByRole('button', { name: 'Add an exception' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Stocktaking');
    await dialog.getByRole('group', { name: 'Until the end of' }).getByRole('spinbutton').first().focus();
    await owner.keyboard.type('24122030');
    await look(owner, 'exception');
    await dialog.getByRole('button', { name: 'Deny Products: Change' }).click();
    await expect(panel.getByText('Denied')).toBeVisible();
    await expect(panel.getByText('24 Dec 2030', { exact: false })).toBeVisible();
    await look(owner, 'person');
    // his own computer hears of it at its next contact, half a minute later at most
    await openScreen(gil, 'Products');
    let price = 90;
    await expect(async () => {
      price += 1;
      await gil.keyboard.press('Escape');
      await productCell(gil, PLATE, 'regular_price').dblclick({ timeout: 2_000 });
      const editor = productCell(gil, PLATE, 'regular_price').getByRole('textbox');
      await editor.fill(String(price), { timeout: 2_000 });
      await gil.keyboard.press('Enter');
      await expect(gil.getByText('Your role does not permit this', { exact: false }).first()).toBeVisible({
        timeout: 3_000,
      });
    }).toPass({ timeout: 60_000 });
    await picture(gil, 'refused-edit');
    await gil.keyboard.press('Escape');
  });

  await test.step('the device is revoked, and its person is out', async () => {
    await openTeam(owner, 'Devices and sessions');
    await owner.getByRole('button', { name: 'Revoke Gil’s laptop of gil' }).click();
    await owner.getByRole('alertdialog').getByRole('button', { name: 'Revoke the device' }).click();
    await expect(gil.getByText('This computer’s access was taken away', { exact: false })).toBeVisible({
      timeout: 60_000,
    });
    await owner.getByText('Show revoked devices').click();
    await expect(owner.getByText('Revoked by Olivia Owner', { exact: false })).toBeVisible();
    await look(owner, 'devices');
  });

  await test.step('the trail shows it, its chain verifies, and a file holds it', async () => {
    await openTeam(owner, 'Audit trail');
    const trail = owner.getByRole('grid', { name: 'Audit trail' });
    await expect(trail.getByRole('row').filter({ hasText: 'Permission denied' }).first()).toBeVisible();
    await expect(trail.getByRole('row').filter({ hasText: 'gil@demo.example' }).first()).toBeVisible();
    await owner.getByRole('button', { name: 'Verify the chain' }).click();
    await expect(owner.getByText('The chain is whole', { exact: false })).toBeVisible();
    await trail.getByRole('row').filter({ hasText: 'Permission denied' }).first().click();
    await expect(owner.getByRole('complementary', { name: 'Entry' }).getByText('products:update')).toBeVisible();
    await look(owner, 'audit');
    const file = join(elsewhere, 'trail.jsonl');
    await owner.getByRole('button', { name: 'Export' }).click();
    await owner.getByRole('radio', { name: 'Lines of JSON' }).click();
    await owner.getByRole('textbox', { name: 'File' }).fill(file);
    await owner.getByRole('button', { name: 'Write the file' }).click();
    await expect(owner.getByText('in the file', { exact: false })).toBeVisible();
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { action_type: string });
    expect(lines.map(({ action_type: action }) => action)).toEqual(
      expect.arrayContaining(['permission_revoked', 'data_export']),
    );
  });

  await test.step('keys are revealed and logged', async () => {
    await openTeam(owner, 'Store credentials');
    await owner
      .getByRole('button', { name: /^Reveal the key of/ })
      .first()
      .click();
    await owner.getByRole('alertdialog').getByRole('button', { name: 'Log it and reveal' }).click();
    await expect(owner.getByRole('dialog').getByRole('textbox', { name: 'Consumer secret' })).toHaveText(secret);
    await owner.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await expect(owner.getByRole('grid', { name: 'Log' }).getByRole('row').filter({ hasText: 'Revealed' })).toHaveCount(
      1,
    );
    await look(owner, 'credentials');
  });
  await second.close();
  rmSync(elsewhere, { recursive: true, force: true, maxRetries: 5 });
});

test('[ADMIN12] the second factor is set up with a computed code, and asked for at the next sign-in', async ({
  launch,
  central,
}) => {
  test.setTimeout(180_000);
  const { page } = await launch({ env: { BACKROOM_DEMO_TEAM: JSON.stringify(central.team) } });
  await expect(personButton(page, 'Olivia Owner')).toBeVisible({ timeout: SIGNED_IN_MS });
  await page.evaluate(() => {
    location.hash = '#/team?tab=security';
  });
  await page.getByRole('button', { name: 'Turn on' }).click();
  const dialog = page.getByRole('dialog');
  const secret = (await dialog.getByRole('textbox', { name: 'Key' }).innerText()).replaceAll(' ', '');
  await dialog.getByRole('textbox', { name: 'Code of the app' }).fill('000000');
  await dialog.getByRole('textbox', { name: 'Your password' }).fill('demo owner');
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(dialog.getByText('The code does not fit the key', { exact: false })).toBeVisible();
  await look(page, 'factor');
  await dialog.getByRole('textbox', { name: 'Code of the app' }).fill(codeOf(secret));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(10);
  const [backup = ''] = await dialog.getByRole('listitem').allInnerTexts();
  await look(page, 'backup-codes');
  await dialog.getByText('I have kept them').click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('10 backup codes left', { exact: false })).toBeVisible();
  await look(page, 'security');

  await personButton(page, 'Olivia Owner').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('textbox', { name: 'Password' }).fill('demo owner');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('textbox', { name: 'Code' }).fill(backup);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(personButton(page, 'Olivia Owner')).toBeVisible({ timeout: SIGNED_IN_MS });
  await page.evaluate(() => {
    location.hash = '#/team?tab=security';
  });
  await expect(page.getByText('9 backup codes left', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Turn off' }).click();
  await dialog.getByRole('textbox', { name: 'Your password' }).fill('demo owner');
  await dialog.getByRole('textbox', { name: 'Code of the app, or a backup code' }).fill(codeOf(secret, 1));
  await dialog.getByRole('button', { name: 'Turn off' }).click();
  await expect(page.getByRole('button', { name: 'Turn on' })).toBeVisible();
});

test('[ADMIN13] every part of the team fits its window in light, dark and Hebrew', async ({
  launch,
  openShop,
  central,
}) => {
  test.setTimeout(240_000);
  const { name, url, key, secret } = await openShop();
  const demoStore = { name, url, key, secret, id: central.storeId };
  const { page, setSize } = await launch({ demoStore, env: { BACKROOM_DEMO_TEAM: JSON.stringify(central.team) } });
  await expect(personButton(page, 'Olivia Owner')).toBeVisible({ timeout: SIGNED_IN_MS });
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible({ timeout: FIRST_SYNC_MS });
  const parts = {
    people: '#/team',
    invitations: '#/team?view=invitations',
    roles: '#/team?tab=roles',
    stores: '#/team?tab=roles&view=stores',
    devices: '#/team?tab=devices',
    sessions: '#/team?tab=devices&view=sessions',
    security: '#/team?tab=security',
    audit: '#/team?tab=audit',
    credentials: '#/team?tab=credentials',
    central: '#/team?tab=central',
    setup: '#/team?setup=open',
  };
  for (const language of ['en', 'he'] as const) {
    if (language === 'he') await chooseLanguage(page, 'עברית');
    for (const width of [1280, 1920]) {
      await setSize(width, width === 1280 ? 800 : 1080);
      for (const [part, address] of Object.entries(parts)) {
        await openAddress(page, address);
        await picture(page, `tab-${part}-${language}-${String(width)}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
          0,
        );
        if (width === 1280) expect(await findObstacles(page), part).toEqual([]);
        if (width === 1280 && language === 'en') {
          await page.emulateMedia({ colorScheme: 'dark' });
          await picture(page, `tab-${part}-dark`);
          await page.emulateMedia({ colorScheme: 'light' });
        }
      }
    }
  }
});

test('[ADMIN14] a viewer is told what is not theirs, and may not press it', async ({ launch, central }) => {
  const viewer = central.team.people.filter(({ role }) => role === 'viewer');
  const team = { ...central.team, people: viewer };
  const { page } = await launch({ env: { BACKROOM_DEMO_TEAM: JSON.stringify(team) } });
  await expect(personButton(page, 'Vera Viewer')).toBeVisible({ timeout: SIGNED_IN_MS });
  await openAddress(page, '#/team');
  await expect(page.getByRole('row').filter({ hasText: 'owner@demo.example' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Invite a person' })).toBeDisabled();
  await expect(page.getByText('your role does not give: People: Create', { exact: false })).toBeVisible();
  await look(page, 'viewer-people');
  await openAddress(page, '#/team?tab=audit');
  await expect(page.getByText('The audit trail needs: Audit trail: See')).toBeVisible();
  await openAddress(page, '#/team?tab=credentials');
  await expect(page.getByText('Keys are for owners of the store')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Reveal the key/ })).toBeDisabled();
  await look(page, 'viewer-credentials');
});

test('[SETUP4] the assistant makes a database ready and lets its owner in, on this computer', async ({
  launch,
  central,
}) => {
  test.setTimeout(180_000);
  const address = await central.emptyDatabase();
  const { page } = await launch();
  await page.getByRole('button', { name: 'Set up a central database' }).click();
  await page.getByRole('textbox', { name: 'Address of the owner' }).fill('postgres://nobody@127.0.0.1:1/x');
  await page.getByRole('button', { name: 'Look at it' }).click();
  await expect(page.getByText('Nothing answers at', { exact: false })).toBeVisible();
  await look(page, 'setup-refused');
  await page.getByRole('textbox', { name: 'Address of the owner' }).fill(address);
  await page.getByRole('button', { name: 'Look at it' }).click();
  await expect(page.getByText('The database is empty', { exact: false })).toBeVisible();
  await look(page, 'setup-empty');
  await page.getByRole('button', { name: 'Make the tables' }).click();
  await expect(page.getByText('migrations were applied', { exact: false })).toBeVisible({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('textbox', { name: 'Name of the organization' }).fill('Noa & Co');
  await page.getByRole('textbox', { name: 'E-mail address of its first administrator' }).fill('noa@shop.example');
  await page.getByRole('textbox', { name: 'Name of that person' }).fill('Noa');
  await look(page, 'setup-organization');
  await page.getByRole('button', { name: 'Make the organization' }).click();
  const line = await page.getByRole('textbox', { name: 'Invitation line' }).innerText();
  await look(page, 'setup-invitation');
  await page.getByRole('button', { name: 'Join on this computer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Invitation' }).fill(line);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByRole('textbox', { name: 'New password' }).fill(PASSWORD);
  await dialog.getByRole('textbox', { name: 'Repeat it' }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(page.getByRole('button', { name: /^Your account/ })).toBeVisible({ timeout: SIGNED_IN_MS });
});
