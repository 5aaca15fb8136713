/** GET and PATCH /api/settings, and the limits of single downloads, on a simulated engine. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { DownloadDto } from '@shared/dto/download.js';
import type { SettingsDefaultsDto, SettingsDto } from '@shared/dto/settings.js';
import {
  FactStreamService,
  type PublishedFact,
} from '../../server/src/facts/fact-stream.service.ts';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp, type FakeAppOptions } from '../support/fake-app.ts';
import { call, upload, type Answer } from '../support/rest-client.ts';

const MEBIBYTE = 1024 * 1024;

const servers: FakeApp[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function start(options: FakeAppOptions = {}): Promise<FakeApp> {
  const server = await startFakeApp(options);
  servers.push(server);
  return server;
}

type Body = SettingsDto & { code: string; errors?: { field: string }[] };

const show = async (server: FakeApp): Promise<SettingsDto> =>
  (await call<SettingsDto>(server.url, 'GET', '/api/settings')).body;

const change = (server: FakeApp, body: unknown): Promise<Answer<Body>> =>
  call<Body>(server.url, 'PATCH', '/api/settings', { body });

describe('GET /api/settings', () => {
  it('shows the defaults: no limits, none locked', async () => {
    expect(await show(await start())).toMatchObject({
      downloadLimit: null,
      uploadLimit: null,
      alternativeMode: 'off',
      schedule: { days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00' },
      limitLocalPeers: false,
      maxConnections: 500,
      uploadSlots: null,
      slowBytesPerSecond: 2_048,
      slowAfterSeconds: 60,
      newDownloadsFirst: false,
      encryption: 'allowed',
      defaultDirectory: null,
      locked: ['lsd'],
    });
  });
});

describe('GET /api/settings/defaults', () => {
  it('tells what holds where nobody changed it, and the variable that decides each', async () => {
    const server = await start({ environment: { SHOAL_UPLOAD_SLOTS: '7' } });
    await change(server, { maxActive: 3 });
    const { body } = await call<SettingsDefaultsDto>(server.url, 'GET', '/api/settings/defaults');
    expect(body.values).toMatchObject({ maxActive: null, uploadSlots: 7, encryption: 'allowed' });
    expect(body.variables).toMatchObject({
      downloadLimit: 'SHOAL_DOWNLOAD_LIMIT',
      minFreeBytes: 'SHOAL_MIN_FREE_MIB',
      slowAfterSeconds: 'SHOAL_SLOW_AFTER_SECONDS',
    });
    expect(body.variables.schedule).toBeUndefined();
  });
});

describe('PATCH /api/settings', () => {
  it('changes what is given, tells the engine, and leaves the rest', async () => {
    const server = await start();
    const before = await show(server);
    const { status, body } = await change(server, {
      downloadLimit: MEBIBYTE,
      schedule: { days: ['sunday'], from: '22:30', to: '06:00' },
      uploadSlots: 4,
    });
    expect(status).toBe(200);
    const schedule = { days: ['sunday'], from: '22:30', to: '06:00' };
    expect(body).toEqual({ ...before, downloadLimit: MEBIBYTE, schedule, uploadSlots: 4 });
    expect(await show(server)).toEqual(body);
    expect(server.engine.settings).toMatchObject({
      downloadLimit: MEBIBYTE,
      uploadLimit: null,
      schedule: { days: [0], from: 22 * 60 + 30, to: 6 * 60 },
      uploadSlots: 4,
      maxConnections: 500,
    });
  });

  it('changes encryption, peer exchange and what is slow, in the units of the engine', async () => {
    const server = await start();
    const changes = {
      encryption: 'required',
      pex: false,
      slowBytesPerSecond: 0,
      slowAfterSeconds: 5,
    };
    const { status, body } = await change(server, changes);
    expect(status).toBe(200);
    expect(body).toMatchObject(changes);
    expect(server.engine.settings).toMatchObject({
      encryption: 'required',
      pex: false,
      slowBytesPerSecond: 0,
      slowAfterMs: 5_000,
    });
  });

  it('puts new downloads into the folder that is chosen, and to the top of the queue', async () => {
    const server = await start();
    const films = join(server.directory, 'downloads', 'films');
    const { status } = await change(server, { defaultDirectory: films, newDownloadsFirst: true });
    expect(status).toBe(200);
    const download = async (name: string): Promise<DownloadDto> => {
      const torrentId = await upload(server.url, buildTorrent({ name }));
      const body = { torrentId };
      return (await call<DownloadDto>(server.url, 'POST', '/api/start-download', { body })).body;
    };
    await download('one');
    expect(await download('two')).toMatchObject({ directory: films, queuePosition: 1 });
    const { body } = await call(server.url, 'GET', '/api/info');
    expect(body).toMatchObject({ defaultDirectory: films });
    expect(body['freeBytes']).toBeGreaterThan(0);
  });

  it('takes no folder outside of the allowed ones, and forgets one that is allowed no more', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'shoal-settings-'));
    folders.push(directory);
    const extra = join(directory, 'extra');
    const first = await start({ directory, environment: { SHOAL_EXTRA_DIRS: extra } });
    await mkdir(extra);
    const refused = await change(first, { defaultDirectory: '/etc' });
    expect([refused.status, refused.body.code]).toEqual([422, 'directory-not-allowed']);
    expect((await change(first, { defaultDirectory: extra })).status).toBe(200);
    await servers.pop()!.close();
    const second = await start({ directory });
    expect((await show(second)).defaultDirectory).toBeNull();
  });

  it('takes a limit away by null', async () => {
    const server = await start();
    await change(server, { uploadLimit: MEBIBYTE });
    expect((await change(server, { uploadLimit: null })).body.uploadLimit).toBeNull();
    expect(server.engine.settings.uploadLimit).toBeNull();
  });

  it('lasts over a restart', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'shoal-settings-'));
    folders.push(directory);
    const first = await start({ directory });
    await change(first, {
      alternativeMode: 'on',
      alternativeLimits: { downloadLimit: 4096, uploadLimit: null },
    });
    await servers.pop()!.close();
    const second = await start({ directory });
    expect(await show(second)).toMatchObject({
      alternativeMode: 'on',
      alternativeLimits: { downloadLimit: 4096, uploadLimit: null },
    });
    expect(second.engine.settings).toMatchObject({ alternativeMode: 'on' });
  });

  it.each([
    [{ unknown: 1 }, 'unknown'],
    [{ downloadLimit: 1023 }, 'downloadLimit'],
    [{ downloadLimit: '5' }, 'downloadLimit'],
    [{ downloadLimit: 2048.5 }, 'downloadLimit'],
    [{ alternativeMode: 'sometimes' }, 'alternativeMode'],
    [{ alternativeMode: null }, 'alternativeMode'],
    [{ alternativeLimits: { downloadLimit: 4096 } }, 'alternativeLimits.uploadLimit'],
    [{ alternativeLimits: null }, 'alternativeLimits'],
    [{ alternativeLimits: [] }, 'alternativeLimits'],
    [{ schedule: { days: ['funday'], from: '08:00', to: '09:00' } }, 'schedule.days'],
    [{ schedule: { days: [], from: '24:00', to: '09:00' } }, 'schedule.from'],
    [{ schedule: { days: [], from: '08:00', to: '09:00', x: 1 } }, 'schedule.x'],
    [{ limitLocalPeers: 1 }, 'limitLocalPeers'],
    [{ maxConnections: 0 }, 'maxConnections'],
    [{ encryption: 'some' }, 'encryption'],
    [{ slowAfterSeconds: 0 }, 'slowAfterSeconds'],
    [{ pex: null }, 'pex'],
    [{ defaultDirectory: '' }, 'defaultDirectory'],
    [{ locked: [] }, 'locked'],
  ])('refuses %o and changes nothing', async (wrong, field) => {
    const server = await start();
    const before = await show(server);
    const configured = { ...server.engine.settings };
    const { status, body } = await change(server, { uploadLimit: MEBIBYTE, ...wrong });
    expect([status, body.code]).toEqual([400, 'validation-failed']);
    expect(body.errors?.map((error) => error.field)).toEqual([field]);
    expect(await show(server)).toEqual(before);
    expect(server.engine.settings).toEqual(configured);
  });

  it('cannot change what a variable decides', async () => {
    const server = await start({ environment: { SHOAL_DOWNLOAD_LIMIT: '500' } });
    expect(await show(server)).toMatchObject({
      downloadLimit: 512_000,
      locked: ['downloadLimit', 'lsd'],
    });
    const { status, body } = await change(server, { downloadLimit: null, uploadLimit: MEBIBYTE });
    expect([status, body.code]).toEqual([409, 'setting-locked']);
    expect(await show(server)).toMatchObject({ downloadLimit: 512_000, uploadLimit: null });
  });

  it('tells the event stream', async () => {
    const server = await start();
    const facts = server.app.get(FactStreamService, { strict: false });
    const heard: PublishedFact[] = [];
    facts.onFact((fact) => heard.push(fact));
    const { body } = await change(server, { uploadLimit: MEBIBYTE });
    await facts.settled();
    expect(heard).toMatchObject([{ name: 'session:settings', payload: { settings: body } }]);
  });
});

describe('the limits of a download', () => {
  const patch = (server: FakeApp, id: string, body: unknown) =>
    call<DownloadDto & { code: string }>(server.url, 'PATCH', `/api/downloads/${id}`, { body });

  it('are changed, shown, taken away and kept over a restart', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'shoal-settings-'));
    folders.push(directory);
    const first = await start({ directory });
    const id = await upload(first.url, buildTorrent());
    const started = await call<DownloadDto>(first.url, 'POST', '/api/start-download', {
      body: { torrentId: id },
    });
    expect(started.body).toMatchObject({ downloadLimit: null, uploadLimit: null });
    await patch(first, id, { downloadLimit: 65_536, uploadLimit: 4_096 });
    const { body } = await patch(first, id, { uploadLimit: null });
    expect(body).toMatchObject({ downloadLimit: 65_536, uploadLimit: null, sequential: false });
    await servers.pop()!.close();
    const second = await start({ directory });
    const again = await call<DownloadDto>(second.url, 'GET', `/api/downloads/${id}`);
    expect(again.body).toMatchObject({ downloadLimit: 65_536, uploadLimit: null });
    expect(await second.engine.status(id)).toMatchObject({ downloadLimit: 65_536 });
  });

  it('are refused where they are too low or no number', async () => {
    const server = await start();
    const id = await upload(server.url, buildTorrent());
    await call(server.url, 'POST', '/api/start-download', { body: { torrentId: id } });
    for (const wrong of [0, -1, 1023, '9000', 1e18]) {
      const { status, body } = await patch(server, id, { downloadLimit: wrong });
      expect([status, body.code]).toEqual([400, 'validation-failed']);
    }
    expect((await server.engine.status(id)).downloadLimit).toBeNull();
  });
});
