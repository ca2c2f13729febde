import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { findObstacles } from './support/axe.ts';
import { test } from './support/central.ts';
import { root, type RunningApp } from './support/launch-app.ts';
import { FIRST_SYNC_MS } from './support/screens.ts';

const folder = join(root, 'test-results', 'pictures');
mkdirSync(folder, { recursive: true });

const PASSWORD = 'a long enough one';
/** Signing in costs half a second of arithmetic on each side, and an engine may start in between. */
const SIGNED_IN_MS = 45_000;

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `team-${name}.png`), animations: 'disabled' });
}

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

async function signInWith(page: Page, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signOut(page: Page, name: string): Promise<void> {
  await personButton(page, name).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Demo' })).toBeVisible();
}

async function joinByInvitation(app: RunningApp, invitation: string): Promise<void> {
  const { page } = app;
  await page.getByRole('button', { name: 'Join a team' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Invitation' }).fill('not an invitation');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByText('This is no invitation.', { exact: false })).toBeVisible();
  await look(page, 'join');
  await dialog.getByRole('textbox', { name: 'Invitation' }).fill(invitation);
  await dialog.getByRole('textbox', { name: 'Name of this computer' }).fill('Nina’s laptop');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByText('Choose a password for nina@demo.example.', { exact: false })).toBeVisible();
  await dialog.getByRole('textbox', { name: 'New password' }).fill(PASSWORD);
  await dialog.getByRole('textbox', { name: 'Repeat it' }).fill(PASSWORD);
  await look(page, 'first-password');
  await dialog.getByRole('button', { name: 'Set password and sign in' }).click();
}

test('[JOIN5] joining by invitation, a first password, signing out and in, and five wrong passwords', async ({
  launch,
  central,
}) => {
  const app = await launch();
  const { page } = app;
  await joinByInvitation(app, await central.invite('nina@demo.example', 'viewer'));
  await expect(personButton(page, 'nina')).toBeVisible({ timeout: SIGNED_IN_MS });
  await expect(page.getByText('The team’s stores appear here')).toBeVisible();
  await look(page, 'no-stores');

  await signOut(page, 'nina');
  await look(page, 'sign-in');
  await signInWith(page, PASSWORD);
  await expect(personButton(page, 'nina')).toBeVisible({ timeout: SIGNED_IN_MS });

  await signOut(page, 'nina');
  for (let count = 1; count <= 4; count += 1) {
    await signInWith(page, `wrong ${String(count)}`);
    await expect(page.getByText('This password is not right.')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
  }
  await signInWith(page, 'wrong 5');
  await expect(page.getByText('Too many wrong passwords. You can try again at', { exact: false })).toBeVisible();
  await look(page, 'locked-out');
  // the right one makes no difference while it is locked
  await signInWith(page, PASSWORD);
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
  await expect(page.getByText('Too many wrong passwords.', { exact: false })).toBeVisible();
});

test('[JOIN4] the demo opens as its owner, and each person has a view of their own', async ({
  launch,
  openShop,
  central,
}) => {
  const { name, url, key, secret } = await openShop();
  const demoStore = { name, url, key, secret, id: central.storeId };
  const { page } = await launch({ demoStore, env: { BACKROOM_DEMO_TEAM: JSON.stringify(central.team) } });
  await expect(personButton(page, 'Olivia Owner')).toBeVisible({ timeout: SIGNED_IN_MS });
  await expect(page.getByRole('button', { name: 'Products' }).first()).toBeVisible({ timeout: FIRST_SYNC_MS });
  await personButton(page, 'Olivia Owner').click();
  await expect(page.getByRole('menuitem', { name: 'Connected' })).toBeVisible();
  await look(page, 'person-menu');
  await page.getByRole('menuitem', { name: 'Team settings' }).click();
  await expect(page.getByText('PostgreSQL 18')).toBeVisible();
  await look(page, 'settings');

  await personButton(page, 'Olivia Owner').click();
  await page.getByRole('menuitem', { name: 'Sign in as Vera Viewer' }).click();
  await expect(personButton(page, 'Vera Viewer')).toBeVisible({ timeout: SIGNED_IN_MS });
  // she has no key of the shop: its records and the team's board come from the owner's desktop through central
  await expect(page.getByRole('button', { name: 'Products' }).first()).toBeVisible({ timeout: FIRST_SYNC_MS });
  await page.getByRole('button', { name: 'Board', exact: true }).first().click();
  await expect(page.getByText(/^BR-\d+$/).first()).toBeVisible({ timeout: FIRST_SYNC_MS });
  // and nothing of hers waits: what rules write is written by who may
  await expect(page.getByText('0 decisions')).toBeVisible();
  await look(page, 'viewer-board');

  await signOut(page, 'Vera Viewer');
  await expect(page.getByRole('heading', { name: 'People of the demo' })).toBeVisible();
  await look(page, 'demo-people');
  await page.getByRole('button', { name: /Olivia Owner/ }).click();
  await expect(personButton(page, 'Olivia Owner')).toBeVisible({ timeout: SIGNED_IN_MS });
  await expect(page.getByRole('button', { name: 'Products' }).first()).toBeVisible({ timeout: FIRST_SYNC_MS });
});

test('[JOIN6] the ways in speak Hebrew', async ({ launch, central }) => {
  const { page } = await launch({
    appearance: { locale: 'he', theme: 'light' },
    env: { BACKROOM_DEMO_TEAM: JSON.stringify(central.team) },
  });
  const person = page.getByRole('button', { name: /^החשבון שלך: Olivia Owner/ });
  const leave = page.getByRole('menuitem', { name: 'התנתקות' });
  await expect(person).toBeVisible({ timeout: SIGNED_IN_MS });
  // the screens change once more when the team's store arrives, and take an open menu with them
  await expect(async () => {
    await person.click();
    await leave.click({ timeout: 2_000 });
  }).toPass();
  await expect(page.getByRole('heading', { name: 'התחברות אל Demo' })).toBeVisible();
  await look(page, 'sign-in-hebrew');
  await page.getByRole('button', { name: 'שימוש בהזמנה' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'join-hebrew');
});
