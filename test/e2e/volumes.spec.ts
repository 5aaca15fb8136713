import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FolderCheckDto, VolumesDto } from '@shared/dto/volume.js';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload, type Answer } from '../support/rest-client.ts';

it('GET /api/volumes tells the room of each folder, what lies there, and which is missing', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'shoal-volumes-'));
  const extra = join(directory, 'extra');
  mkdirSync(extra);
  const server = await startFakeApp({ directory, environment: { SHOAL_EXTRA_DIRS: extra } });
  const volumes = async (): Promise<VolumesDto['items']> =>
    (await call<VolumesDto>(server.url, 'GET', '/api/volumes')).body.items;
  try {
    const torrentId = await upload(server.url, buildTorrent());
    const body = { torrentId, directory: extra };
    await call(server.url, 'POST', '/api/start-download', { body });
    for (let second = 0; second < 3; second++) server.engine.advance();
    const [own, other] = await volumes();
    expect(own).toMatchObject({
      path: join(directory, 'downloads'),
      isDefault: true,
      state: 'there',
      downloads: 0,
      usedBytes: 0,
    });
    expect(own!.totalBytes).toBeGreaterThan(own!.freeBytes!);
    expect(other).toMatchObject({
      path: extra,
      isDefault: false,
      downloads: 1,
      usedBytes: 100_000,
    });
  } finally {
    await server.close();
    rmSync(extra, { recursive: true });
  }
  const again = await startFakeApp({ directory, environment: { SHOAL_EXTRA_DIRS: extra } });
  try {
    const { body } = await call<VolumesDto>(again.url, 'GET', '/api/volumes');
    expect(body.items[1]).toMatchObject({ path: extra, state: 'missing', freeBytes: null });
  } finally {
    await again.close();
    await rm(directory, { recursive: true, force: true });
  }
});

describe('POST /api/volumes/check', () => {
  let server: FakeApp;
  let downloads: string;
  beforeAll(async () => {
    server = await startFakeApp();
    downloads = join(server.directory, 'downloads');
  });
  afterAll(() => server.close());

  const check = (directory: string): Promise<Answer<FolderCheckDto & { code: string }>> =>
    call(server.url, 'POST', '/api/volumes/check', { body: { directory } });

  it('writes to a folder that is there, leaves nothing in it, and tells its room', async () => {
    const { status, body } = await check(downloads);
    expect(status).toBe(200);
    expect(body).toMatchObject({ isAllowed: true, exists: true, isWritable: true, problem: null });
    expect(body.totalBytes).toBeGreaterThan(body.freeBytes!);
    expect(readdirSync(downloads)).toEqual([]);
  });

  it('makes no folder that is not there, and tries where it would be made', async () => {
    const { body } = await check(join(downloads, 'films', 'new'));
    expect(body).toMatchObject({ isAllowed: true, exists: false, isWritable: true, problem: null });
    expect(readdirSync(downloads)).toEqual([]);
  });

  it('says nothing of what is outside of the allowed folders, by a link neither', async () => {
    const link = join(downloads, 'link');
    symlinkSync('/etc', link);
    for (const directory of ['/etc', link, join(downloads, '..')]) {
      const { status, body } = await check(directory);
      expect(status).toBe(200);
      expect(body).toMatchObject({ isAllowed: false, exists: false, freeBytes: null });
      expect(body.problem).toContain(downloads);
    }
    rmSync(link);
  });

  it('says what is wrong with a path that is a file, or none', async () => {
    writeFileSync(join(downloads, 'file'), '');
    expect((await check(join(downloads, 'file'))).body.problem).toMatch(/is a file/);
    expect((await check(join(downloads, 'file', 'below'))).status).toBe(422);
    const { status, body } = await check('downloads');
    expect([status, body.code]).toEqual([422, 'directory-invalid']);
  });
});
