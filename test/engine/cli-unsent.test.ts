import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCli, rowsOf, serveShop } from '../support/cli-fixture.ts';
import type { Cli, ServedShop } from '../support/cli-fixture.ts';
import { temporaryProfile } from '../support/profile-fixture.ts';

let served: ServedShop;
let here: ReturnType<typeof temporaryProfile>;
let there: ReturnType<typeof temporaryProfile>;
let first: Cli;
let second: Cli;
let file: string;

const SECRET = { BACKROOM_PASSPHRASE: 'open sesame' };
beforeAll(async () => {
  served = await serveShop({ products: 30, orders: 6 });
});
afterAll(() => served.server.close());
beforeEach(() => {
  here = temporaryProfile();
  there = temporaryProfile();
  first = createCli(here.folder, SECRET);
  second = createCli(there.folder, SECRET);
  file = join(here.folder, 'unsent.backroom');
});
afterEach(() => {
  here.remove();
  there.remove();
});

async function connect(cli: Cli, name: string): Promise<void> {
  const { server, key, secret } = served;
  const added = await cli('store', 'add', '--name', name, '--url', server.url, '--key', key, '--secret', secret);
  expect(added.exitCode).toBe(0);
  expect((await cli('sync')).exitCode).toBe(0);
}

describe('unsent changes from one computer to another', () => {
  test('[EXPORT4] exported, looked at, adopted and sent', async () => {
    await connect(first, 'Main');
    const simple = await first('--json', 'list', 'products', '--filter', 'type=simple', '--filter', 'status=publish');
    const wooId = Number(rowsOf(simple)[0]?.['woo_id']);
    await first('set', 'products', `woo:${wooId}`, 'name=Carried by hand');

    const exported = await first('--json', 'unsent', 'export', file);
    expect(exported.exitCode).toBe(0);
    expect(exported.json()).toEqual({ file, written: true, changes: 1, stores: ['Main'], noted: true });

    await connect(second, 'Elsewhere');
    const inspected = await second('--json', 'unsent', 'inspect', file);
    expect(inspected.json()).toMatchObject({
      total: 1,
      stores: ['Main'],
      rows: [
        {
          store: 'Main',
          entity: 'products',
          woo_id: wooId,
          kind: 'update',
          fields: [{ field: 'name', value: 'Carried by hand' }],
          here: 'new',
        },
      ],
    });
    expect((await second('--json', 'pending', 'list')).json()).toMatchObject({ total: 0 });

    const adopted = await second('--json', 'unsent', 'adopt', file);
    expect(adopted.json()).toMatchObject({ stores: [{ name: 'Main', connected: true, adopted: 1, waiting: [] }] });
    expect((await second('unsent', 'adopt', file)).stdout).toBe('Main: 1 known already\n');
    expect((await second('sync')).exitCode).toBe(0);
    expect(served.shop.inspect.raw('products', wooId)).toMatchObject({ name: 'Carried by hand' });
    expect((await first('sync')).exitCode).toBe(0);
    expect((await first('--json', 'pending', 'list')).json()).toMatchObject({ total: 0 });
  });

  test('[EXPORT7] a store that is not connected is named in words', async () => {
    await connect(first, 'Main');
    await first('create', 'tags', 'name=From afar');
    await first('unsent', 'export', file);
    const adopted = await second('unsent', 'adopt', file);
    expect(adopted.exitCode).toBe(0);
    expect(adopted.stdout).toBe(
      `Main: no store here has the address ${served.server.url}\n  1 change kept until a store with this address is connected\n`,
    );
    await connect(second, 'Elsewhere');
    expect((await second('--json', 'pending', 'list')).json()).toMatchObject({ total: 1, rows: [{ kind: 'create' }] });
  });

  test('[EXPORT1] an empty outbox exports nothing and says so', async () => {
    await connect(first, 'Main');
    const exported = await first('unsent', 'export', file);
    expect(exported).toMatchObject({ exitCode: 0, stdout: 'Nothing is unsent, so no file was written.\n' });
    expect(existsSync(file)).toBe(false);
  });

  test('[EXPORT2] every refusal has its sentence and its exit code', async () => {
    await connect(first, 'Main');
    await first('create', 'tags', 'name=Sealed');
    await first('unsent', 'export', file);
    const refusal = async (...args: string[]): Promise<readonly [number, unknown, string]> => {
      const answer = await second('--json', 'unsent', ...args);
      const error = answer.json()['error'] as { type: string };
      expect(answer.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
      return [answer.exitCode, error.type, answer.stderr];
    };
    const passphrase = join(there.folder, 'passphrase');
    writeFileSync(passphrase, 'something else\n');
    expect(await refusal('adopt', file, '--passphrase-file', passphrase)).toMatchObject([
      1,
      'WrongPassphrase',
      expect.stringContaining('passphrase does not open'),
    ]);
    writeFileSync(passphrase, 'open sesame\n');
    expect((await second('unsent', 'inspect', file, '--passphrase-file', passphrase)).exitCode).toBe(0);
    expect(await refusal('adopt', join(there.folder, 'none'))).toMatchObject([1, 'FileNotFound', expect.anything()]);
    expect(await refusal('adopt', passphrase)).toMatchObject([
      1,
      'NotUnsentFile',
      expect.stringContaining('left as it is'),
    ]);
    const damaged = join(there.folder, 'damaged');
    writeFileSync(damaged, readFileSync(file).subarray(0, -1));
    expect(await refusal('adopt', damaged)).toMatchObject([
      1,
      'UnsentFileDamaged',
      expect.stringContaining('is damaged'),
    ]);
    const newer = join(there.folder, 'newer');
    writeFileSync(newer, readFileSync(file, 'latin1').replace('"version": 1', '"version": 2'), 'latin1');
    expect(await refusal('inspect', newer)).toMatchObject([
      1,
      'UnsentFileNewer',
      expect.stringContaining('later version'),
    ]);
    expect(await refusal('adopt')).toMatchObject([2, 'Usage', expect.stringContaining('FILE is missing')]);
    expect(await refusal('adopt', file, '--passphrase-file', join(there.folder, 'none'))).toMatchObject([
      2,
      'Usage',
      expect.stringContaining('cannot be read'),
    ]);
    const bare = await createCli(there.folder)('--json', 'unsent', 'adopt', file);
    expect([bare.exitCode, bare.stderr]).toMatchObject([2, expect.stringContaining('A passphrase is missing')]);
    const unwritable = await first('--json', 'unsent', 'export', join(here.folder, 'no', 'where'));
    expect(unwritable.json()).toMatchObject({
      error: { type: 'FileNotWritable', message: expect.stringContaining('cannot be written') },
    });
  });
});
