import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { VolumesDto } from '@shared/dto/volume.js';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp } from '../support/fake-app.ts';
import { call, upload } from '../support/rest-client.ts';

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
