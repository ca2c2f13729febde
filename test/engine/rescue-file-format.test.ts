import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { openFile, sealFile } from '../../src/engine/rescue-file/sealed-file.ts';
import type { TwoDesktops } from '../support/two-desktops.ts';
import { adopt, create, createTwoDesktops, edit, PASSPHRASE, stateOf } from '../support/two-desktops.ts';

let d: TwoDesktops;
let product: number;
beforeAll(async () => {
  d = await createTwoDesktops({ products: 20, orders: 4 });
  await d.a.run();
  await d.b.run();
  product = d.a.shop.inspect.ids('products', { live: true })[0] ?? 0;
});
afterAll(() => d.close());

const exportTo = (path: string, passphrase = PASSPHRASE) => d.a.files.exportUnsent({ path, passphrase, storeId: null });

describe('a file of unsent changes', () => {
  test('[EXPORT1] is not written when nothing is unsent', async () => {
    expect(await exportTo(d.file)).toMatchObject({ ok: true, value: { written: false, changes: 0, stores: [] } });
    expect(existsSync(d.file)).toBe(false);
  });

  test('[EXPORT1] tells a person what it is, keeps the rest sealed, and belongs to its owner alone', async () => {
    edit(d.a, 'products', d.a.localId('products', product), { name: 'A secret name' });
    create(d.a, 'tags', { name: 'Sealed tag' });
    expect(await exportTo(d.file)).toMatchObject({
      ok: true,
      value: { written: true, changes: 2, stores: ['Shop'], noted: true },
    });
    const text = readFileSync(d.file, 'latin1');
    const header = JSON.parse(text.slice(0, text.indexOf('\n}\n') + 2)) as Record<string, unknown>;
    expect(header).toMatchObject({
      file: 'Backroom: unsent changes of a WooCommerce shop',
      version: 1,
      program: '0.1.0',
      changes: 2,
      stores: ['Shop'],
    });
    for (const secret of ['A secret name', 'Sealed tag', 'shop.test', 'ck_test']) expect(text).not.toContain(secret);
    if (process.platform !== 'win32') expect(statSync(d.file).mode & 0o777).toBe(0o600);
    expect(readdirSync(d.folder)).toEqual(['unsent.backroom']);
  });

  test('[EXPORT2] shows what is inside without taking anything over', async () => {
    const before = stateOf(d.b);
    const inspected = await d.b.files.inspect(d.file, PASSPHRASE);
    expect(inspected).toMatchObject({
      ok: true,
      value: {
        changes: 2,
        rows: [
          { store: 'Shop', url: 'http://shop.test', entity: 'products', kind: 'update', here: 'new' },
          { entity: 'tags', kind: 'create', record: { label: 'Sealed tag', wooId: null }, here: 'new' },
        ],
      },
    });
    expect(stateOf(d.b)).toEqual(before);
    expect(await d.a.files.inspect(d.file, PASSPHRASE)).toMatchObject({
      value: { rows: [{ here: 'known' }, { here: 'known' }] },
    });
  });

  test('[EXPORT2] holds no key of the shop', async () => {
    const inspected = await d.b.files.inspect(d.file, PASSPHRASE);
    expect(JSON.stringify(inspected)).not.toMatch(/ck_test|cs_test/);
  });

  test('[EXPORT2] does not open with another passphrase; the same letters typed otherwise are the same', async () => {
    const refused = { ok: false, error: { type: 'WrongPassphrase', path: d.file } };
    expect(await d.b.files.inspect(d.file, 'incorrect horse')).toEqual(refused);
    expect(await d.b.files.adopt(d.file, 'incorrect horse')).toEqual(refused);
    const composed = join(d.folder, 'composed');
    await exportTo(composed, 'caf\u00e9');
    expect((await d.b.files.inspect(composed, 'cafe\u0301')).ok).toBe(true);
  });

  test('[EXPORT2] with any byte damaged, cut or added is refused, and nothing is taken over', async () => {
    const whole = readFileSync(d.file);
    const before = stateOf(d.b);
    const path = join(d.folder, 'damaged');
    const refusals = new Set(['UnsentFileDamaged', 'NotUnsentFile', 'UnsentFileNewer', 'WrongPassphrase']);
    const expectRefused = async (bytes: Buffer): Promise<void> => {
      writeFileSync(path, bytes);
      const adopted = await d.b.files.adopt(path, PASSPHRASE);
      expect(adopted.ok ? 'adopted' : refusals.has(adopted.error.type)).toBe(true);
    };
    const position = fc.integer({ min: 0, max: whole.length - 1 });
    await fc.assert(
      fc.asyncProperty(position, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        await expectRefused(bytes);
      }),
      { numRuns: 300, seed: 5 },
    );
    await fc.assert(
      fc.asyncProperty(position, async (length) => expectRefused(whole.subarray(0, length))),
      { numRuns: 60, seed: 6 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), async (more) =>
        expectRefused(Buffer.concat([whole, more])),
      ),
      { numRuns: 30, seed: 7 },
    );
    expect(stateOf(d.b)).toEqual(before);
  });

  test('[EXPORT2] whose digest was made right again after a change does not open either', async () => {
    const random = createSeededRandom('forged');
    const facts = { program: '0.1.0', exportedAt: '2026-01-01T00:00:00.000Z', changes: 0, stores: ['Shop'] };
    const bytes = Buffer.from(await sealFile({ random, workFactor: 2 }, { stores: [] }, facts, 'x'));
    expect((await openFile(bytes, 'x')).ok).toBe(true);
    const forged = Buffer.from(bytes.toString('latin1').replace('"Shop"', '"Sh0p"'), 'latin1');
    const body = forged.subarray(0, forged.length - 32);
    const resealed = Buffer.concat([body, createHash('sha256').update(body).digest()]);
    expect(await openFile(resealed, 'x')).toEqual({ ok: false, error: { type: 'UnsentFileDamaged' } });
  });

  test('[EXPORT2] of a later version is named as such, and what is no such file is left alone', async () => {
    const newer = join(d.folder, 'newer');
    writeFileSync(newer, readFileSync(d.file, 'latin1').replace('"version": 1', '"version": 7'), 'latin1');
    expect(await d.b.files.adopt(newer, PASSPHRASE)).toEqual({
      ok: false,
      error: { type: 'UnsentFileNewer', path: newer, found: 7, known: 1 },
    });
    const other = join(d.folder, 'letter.txt');
    writeFileSync(other, 'Dear shop');
    const refused = { ok: false, error: { type: 'NotUnsentFile', path: other } };
    expect(await d.b.files.adopt(other, PASSPHRASE)).toEqual(refused);
    expect(await exportTo(other)).toEqual(refused);
    expect(readFileSync(other, 'utf8')).toBe('Dear shop');
    const empty = join(d.folder, 'empty');
    writeFileSync(empty, '');
    expect(await d.b.files.inspect(empty, PASSPHRASE)).toMatchObject({ error: { type: 'NotUnsentFile' } });
    expect(await d.b.files.inspect(join(d.folder, 'none'), PASSPHRASE)).toMatchObject({
      error: { type: 'FileNotFound' },
    });
  });

  test('[EXPORT1] replaces an older file of its kind as a whole', async () => {
    expect(await exportTo(d.file, 'another')).toMatchObject({ ok: true, value: { written: true } });
    expect((await d.b.files.inspect(d.file, 'another')).ok).toBe(true);
    await exportTo(d.file);
  });
});

describe('disks that refuse', () => {
  test('[EXPORT1] a place that cannot be written is named; nothing stays behind', async () => {
    const folder = join(d.folder, 'is-a-folder');
    mkdirSync(folder);
    for (const path of [folder, join(d.folder, 'missing', 'unsent'), join(d.file, 'below')]) {
      expect(await exportTo(path)).toEqual({ ok: false, error: { type: 'FileNotWritable', path } });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test.runIf(process.platform === 'linux')(
    '[EXPORT2] a device is no file: it is not read to an end that never comes',
    async () => {
      expect(await d.b.files.adopt('/dev/zero', PASSPHRASE)).toMatchObject({ error: { type: 'FileNotReadable' } });
      expect(await exportTo('/dev/full')).toMatchObject({ error: { type: 'FileNotWritable' } });
    },
  );

  test('[EXPORT1] where the profile has no room left the changes still get out, and the answer says what was not noted', async () => {
    const fresh = await createTwoDesktops({ products: 20, orders: 4 });
    try {
      await fresh.a.run();
      for (let index = 0; index < 150; index += 1)
        create(fresh.a, 'products', { name: `New ${index}`, description: 'x'.repeat(400) });
      const { db } = fresh.a;
      db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`);
      const exported = await fresh.a.files.exportUnsent({ path: fresh.file, passphrase: PASSPHRASE, storeId: null });
      expect(exported).toMatchObject({ ok: true, value: { written: true, changes: 150, noted: false } });
      expect(db.prepare(`SELECT count(*) AS n FROM shared_operations`).get()).toEqual({ n: 0 });
    } finally {
      fresh.close();
    }
  });

  test('[EXPORT8] an adoption that finds no room takes over nothing', async () => {
    const fresh = await createTwoDesktops({ products: 20, orders: 4 });
    try {
      await fresh.a.run();
      await fresh.b.run();
      for (let index = 0; index < 60; index += 1)
        create(fresh.a, 'products', { name: `New ${index}`, description: 'x'.repeat(4_000) });
      await fresh.a.files.exportUnsent({ path: fresh.file, passphrase: PASSPHRASE, storeId: null });
      const { db } = fresh.b;
      const before = stateOf(fresh.b);
      db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`);
      expect(await fresh.b.files.adopt(fresh.file, PASSPHRASE)).toEqual({ ok: false, error: { type: 'DiskFull' } });
      expect(stateOf(fresh.b)).toEqual(before);
      db.pragma('max_page_count = 1000000');
      expect(await adopt(fresh.b, fresh.file)).toMatchObject({ adopted: 60 });
    } finally {
      fresh.close();
    }
  });
});
