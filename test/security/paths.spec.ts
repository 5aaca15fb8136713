/**
 * Path escape: sixty ways to write a path that leads out of the folders that the server may write to, in every field
 * of the API that holds one. Whatever is answered, nothing may appear outside.
 */
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DownloadDto, DownloadFileDto } from '@shared/dto/download.js';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { isPathInside, isSafeName } from '../hostile/path-rules.ts';
import { call, upload } from '../support/rest-client.ts';
import { startAttackedServer, type AttackedServer } from './attacked-server.ts';

/** `ROOT` is the folder that is allowed, `OUT` one beside it. */
const FORMS = [
  'OUT/evil',
  'ROOT/../evil',
  'ROOT/../../evil',
  'ROOT/a/../../evil',
  'ROOT/./../evil',
  'ROOT//..//evil',
  'ROOT/..',
  'ROOT/../',
  'ROOT/a/../..',
  'ROOT-evil',
  'ROOTevil',
  'ROOT/../downloads-evil',
  '../evil',
  '../../evil',
  './../evil',
  'evil',
  './evil',
  '..',
  '.',
  '...',
  '/',
  '//',
  '/evil',
  '//evil',
  '///etc/evil',
  '/etc',
  '/etc/evil',
  '/root/evil',
  '/proc/self/cwd/evil',
  '/proc/self/root/evil',
  '/dev/null',
  '/dev/shm/evil',
  '/sys/evil',
  '~',
  '~/evil',
  '~root/evil',
  '$HOME/evil',
  '${HOME}/evil',
  '%HOME%/evil',
  '`pwd`/evil',
  'file:///etc/evil',
  'file://localhost/etc/evil',
  'http://evil.test/x',
  '\\\\evil.test\\share',
  '//evil.test/share',
  'C:\\evil',
  'C:/evil',
  'C:evil',
  '\\evil',
  '..\\evil',
  'ROOT\\..\\..\\evil',
  'ROOT/..\\..\\evil',
  '%2e%2e/evil',
  'ROOT/%2e%2e/%2e%2e/evil',
  'ROOT/..%2fevil',
  'ROOT/..%c0%afevil',
  'ROOT/..;/evil',
  'ROOT/\u2025/evil',
  'ROOT/..\0/evil',
  'ROOT/a\0/../../evil',
  'ROOT/link/evil',
  'ROOT/link/../evil',
  'ROOT/\uff0e\uff0e/evil',
  'ROOT/..\n/evil',
  'ROOT/.. /evil',
  ' ROOT/../evil',
  `ROOT/${'../'.repeat(200)}etc/evil`,
  `ROOT/${'a/'.repeat(3000)}evil`,
];

let attacked: AttackedServer;
let root: string;
let outside: string;
let id: string;
beforeAll(async () => {
  attacked = await startAttackedServer();
  root = join(attacked.folder, 'downloads');
  outside = join(attacked.folder, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'sentinel'), 'untouched');
  await mkdir(root, { recursive: true });
  await symlink(outside, join(root, 'link'));
  id = await upload(attacked.url, buildTorrent({ name: 'album' }));
  await call(attacked.url, 'POST', '/api/start-download', {
    body: { torrentId: id, paused: true },
  });
});
afterAll(() => attacked[Symbol.asyncDispose]());

const written = (form: string): string => form.replaceAll('ROOT', root).replaceAll('OUT', outside);

/** What is beside the allowed folder; the server's own data changes as it likes. */
async function surroundings(): Promise<string[]> {
  const beside = await readdir(attacked.folder);
  return [...beside, ...(await readdir(outside, { recursive: true }))].toSorted();
}

describe.each(FORMS)('the path %j', (form) => {
  it('leads nowhere as the folder of a download, of incomplete files, of a move or of a category', async () => {
    const path = written(form);
    const before = await surroundings();
    const torrentId = await upload(
      attacked.url,
      buildTorrent({ name: `album ${form}`.slice(0, 60) }),
    );
    const isAllowed = (where: string | null | undefined): boolean =>
      where === null || where === undefined || where === root || where.startsWith(`${root}/`);
    const started = await call<DownloadDto>(attacked.url, 'POST', '/api/start-download', {
      body: { torrentId, directory: path },
    });
    const moved = await call<DownloadDto>(attacked.url, 'POST', `/api/downloads/${id}/move`, {
      body: { directory: path },
    });
    const settings = await call<{ incompleteDirectory?: string }>(
      attacked.url,
      'PATCH',
      '/api/settings',
      {
        body: { incompleteDirectory: path },
      },
    );
    const category = await call<{ directory?: string }>(
      attacked.url,
      'PUT',
      '/api/categories/films',
      { body: { directory: path } },
    );
    const answers = [started, moved, settings, category];
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    const places = [
      started.body.directory,
      moved.body.directory,
      settings.body.incompleteDirectory,
      category.body.directory,
    ];
    expect(places.filter((place) => !isAllowed(place))).toEqual([]);
    expect(await surroundings()).toEqual(before);
    await call(attacked.url, 'DELETE', `/api/downloads/${torrentId}`);
    await call(attacked.url, 'PATCH', '/api/settings', { body: { incompleteDirectory: null } });
  });

  it('becomes a safe name, or none, as the name of a download or of its file', async () => {
    const before = await surroundings();
    const path = written(form);
    const renamed = await call<DownloadDto>(attacked.url, 'PATCH', `/api/downloads/${id}`, {
      body: { name: path },
    });
    const file = await call<DownloadFileDto>(
      attacked.url,
      'PATCH',
      `/api/downloads/${id}/files/0`,
      { body: { path } },
    );
    expect([renamed.status, file.status].filter((status) => status >= 500)).toEqual([]);
    expect(renamed.status !== 200 || isSafeName(renamed.body.name)).toBe(true);
    expect(file.status !== 200 || isPathInside(file.body.path)).toBe(true);
    expect(await surroundings()).toEqual(before);
  });
});

describe('the files of the server', () => {
  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '/..;/package.json',
    '/%00',
    '/index.html%00.js',
    '/.env',
    '/.git/config',
    '/assets/../../../package.json',
    '/api/docs/..%2f..%2fpackage.json',
    '/api/docs/package.json',
    '/api/docs/%2e%2e%2fpackage.json',
    '/static/..%252f..%252fpackage.json',
    '//etc/passwd',
    '/etc/passwd.txt',
  ])('are not to be had by %s', async (path) => {
    const { status, body } = await call<unknown>(attacked.url, 'GET', path);
    // An address of no file is one of the app's pages.
    expect(status !== 200 || String(body).includes('<shoal-root')).toBe(true);
    expect(JSON.stringify(body)).not.toMatch(/dependencies|root:x:/);
  });
});
