import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { findObstacles } from './support/axe.ts';
import { COLLEAGUES, furnishBoards, withEngine } from './support/boards.ts';
import { test } from './support/fixtures.ts';
import { openAddress } from './support/lived-in.ts';
import { mirrorPath } from './support/mirror.ts';

test.use({ expectsQuietConsole: true });
test.setTimeout(240_000);

const FREE = 'Free SKUs that trashed products still hold';
const HOSTILE =
  '# Plan\n\n<img src=x onerror="document.title=1"> <script>document.title=2</script>\n\n[here](javascript:alert(1)) **bold**\n\n- [x] done';

/** A colleague's comment, as the central database would bring it. */
function addComment(profileDir: string, taskId: string): void {
  const db = new Database(mirrorPath(profileDir), { fileMustExist: true });
  try {
    db.prepare(
      `INSERT INTO task_comments (id, task_id, user_id, comment, created_at, updated_at) VALUES ('0190bbbb', ?, ?, 'Theirs', 1, 1)`,
    ).run(taskId, COLLEAGUES[1][0]);
  } finally {
    db.close();
  }
}

test('[BOARD7] [BOARD8] [BOARD10] the panel edits a task, talks about it with names, links it, and remembers what was changed', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  const board = await furnishBoards(profileDir, shop);
  const { id } = board.tasks.get(FREE) ?? { id: '' };
  const { page, screenshot } = await launch();
  await openAddress(page, `#/board?open=${id}`);
  const panel = page.getByRole('complementary', { name: new RegExp(FREE) });

  const estimate = panel.getByRole('textbox', { name: 'Estimate' });
  await estimate.fill('soon');
  await estimate.press('Enter');
  await expect(panel.getByText(/Type hours, for example/)).toBeVisible();
  await estimate.fill('1h30');
  await estimate.press('Enter');
  await expect(panel.getByRole('textbox', { name: 'Estimate' })).toHaveValue('1.5');
  await panel.getByRole('textbox', { name: 'Add: Tags' }).fill('urgent');
  await panel.getByRole('textbox', { name: 'Add: Tags' }).press('Enter');
  await expect(panel.getByRole('button', { name: 'Remove urgent' })).toBeVisible();
  await panel.getByRole('textbox', { name: 'Add: Files' }).fill('src/sku.php');
  await panel.getByRole('textbox', { name: 'Add: Files' }).press('Enter');
  await expect(panel.getByRole('button', { name: 'Remove src/sku.php' })).toBeVisible();

  // what is written is drawn, and never run
  await panel.getByRole('button', { name: 'Add: Description' }).click();
  await panel.getByRole('textbox', { name: 'Description' }).fill(HOSTILE);
  await panel.getByRole('button', { name: /Save text/ }).click();
  await expect(panel.getByText('bold', { exact: true })).toBeVisible();
  await expect(panel.getByText('<script>')).toBeVisible();
  await expect(panel.locator('img, script, a')).toHaveCount(0);
  expect(await page.title()).toBe('Backroom');

  await panel.getByRole('textbox', { name: 'Write a comment' }).pressSequentially('Please look @Dan');
  await panel.getByRole('textbox', { name: 'Write a comment' }).press('Enter');
  await panel.getByRole('textbox', { name: 'Write a comment' }).pressSequentially('today');
  await panel.getByRole('textbox', { name: 'Write a comment' }).press('Control+Enter');
  const comment = panel.getByRole('article', { name: 'Comment by Maya Tal' });
  await expect(comment).toContainText('Please look @Dan Levi today');
  await comment.getByRole('button', { name: 'More about this comment' }).click();
  await page.getByRole('menuitem', { name: 'Edit the comment' }).click();
  await comment.getByRole('textbox').fill('Please look @Dan Levi tomorrow');
  await comment.getByRole('textbox').press('Control+Enter');
  await expect(comment).toContainText('edited');
  await expect(page.getByRole('option', { name: new RegExp(`${FREE}.*1 comment`) })).toBeVisible();

  await panel.getByRole('button', { name: 'Link a task' }).click();
  await panel.getByRole('combobox', { name: 'Task to link' }).fill('Refund twice');
  await page
    .getByRole('option', { name: /Refund twice/ })
    .last()
    .click();
  await expect(panel.getByRole('button', { name: /^Unlink BR-/ })).toBeVisible();
  await expect(page.getByRole('option', { name: new RegExp(`${FREE}.*Blocked by 1 task`) })).toBeVisible();
  await screenshot('task-panel');

  await panel.getByRole('tab', { name: 'History' }).click();
  await expect(panel.getByRole('listitem').filter({ hasText: 'Estimate' }).first()).toContainText('1.5 h');
  expect(await findObstacles(page)).toEqual([]);
});

test('[BOARD8] [BOARD9] a colleague’s comment is not edited here; templates, duplicates, logs and removing work', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  const board = await furnishBoards(profileDir, shop);
  const { id } = board.tasks.get(FREE) ?? { id: '' };
  addComment(profileDir, id);
  await withEngine(profileDir, async (engine) => {
    await engine.call('tasks.note', {
      id,
      level: 'error',
      message: 'The hook failed',
      stack_trace: 'at sku.php:12',
      context: { exit: 1 },
    });
    await engine.call('tasks.comment', { id, comment: 'Mine' });
  });
  const { page } = await launch();
  await openAddress(page, `#/board?open=${id}`);
  const panel = page.getByRole('complementary', { name: new RegExp(FREE) });
  const theirs = panel.getByRole('article', { name: 'Comment by Dan Levi' });
  await expect(theirs).toContainText('Theirs');
  await expect(theirs.getByRole('button')).toHaveCount(0);
  await expect(panel.getByRole('article', { name: 'Comment by Maya Tal' }).getByRole('button')).toHaveCount(1);
  await panel.getByRole('tab', { name: 'Logs' }).click();
  await expect(panel.getByText('The hook failed')).toBeVisible();
  await panel.getByRole('button', { name: 'Stack and context' }).click();
  await expect(panel.getByText('at sku.php:12')).toBeVisible();

  await panel.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Save as template' }).click();
  await expect(page.getByText(/is a template now/)).toBeVisible();
  await panel.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect(page.getByText('BR-18 is the copy')).toBeVisible();
  await expect(page.getByRole('complementary', { name: /BR-18/ })).toBeVisible();

  await page.getByRole('button', { name: /New task/ }).click();
  const form = page.getByRole('dialog', { name: 'New task' });
  await form.getByRole('button', { name: /Template/ }).click();
  await page.getByRole('option', { name: FREE, exact: true }).click();
  await expect(form.getByRole('textbox', { name: 'Title' })).toHaveValue(FREE);
  await expect(form.getByRole('textbox', { name: 'Estimate' })).toHaveValue('6');
  await form.getByRole('button', { name: 'Add task' }).click();
  await expect(page.getByRole('complementary', { name: /BR-19/ })).toBeVisible();
  await page.getByRole('complementary').getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await expect(page.getByRole('option', { name: /BR-19/ })).toBeHidden();
  await page
    .getByRole('alertdialog', { name: /1 task removed/ })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(page.getByRole('option', { name: /BR-19/ })).toBeVisible();
});
