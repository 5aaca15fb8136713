/** Tags and categories, and the search that looks into file names. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DownloadDto, DownloadListDto } from '@shared/dto/download.js';
import type { CategoryDto, TagDto } from '@shared/dto/label.js';
import {
  buildTorrent,
  type TorrentRecipe,
} from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload, type Answer } from '../support/rest-client.ts';

let server: FakeApp;
beforeAll(async () => {
  server = await startFakeApp();
});
afterAll(() => server.close());

const send = <Body = { code: string }>(
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<Body>> =>
  call<Body>(server.url, method, `/api/${path}`, body === undefined ? {} : { body });

async function start(recipe: TorrentRecipe, request: object = {}): Promise<DownloadDto> {
  const torrentId = await upload(server.url, buildTorrent(recipe));
  const body = { torrentId, paused: true, ...request };
  return (await send<DownloadDto>('POST', 'start-download', body)).body;
}

const find = async (id: string): Promise<DownloadDto> =>
  (await send<DownloadDto>('GET', `downloads/${id}`)).body;
const tags = async (): Promise<string> =>
  (await send<TagDto[]>('GET', 'tags')).body
    .map(({ name, downloads }) => `${name} ${downloads}`)
    .join(', ');
const categories = async (): Promise<CategoryDto[]> =>
  (await send<CategoryDto[]>('GET', 'categories')).body;

describe('tags', () => {
  let one: DownloadDto;
  let two: DownloadDto;
  beforeAll(async () => {
    one = await start({ name: 'one' }, { tags: ['Linux', 'iso'] });
    two = await start({ name: 'two' }, { tags: ['iso'] });
  });

  it('are those that downloads have and those that were made, with their counts', async () => {
    expect((await send('PUT', 'tags/a%2Fb%20%C3%A9', {})).status).toBe(200);
    expect((await send('PUT', 'tags/a%2Fb%20%C3%A9', {})).status).toBe(200);
    expect(await tags()).toBe('a/b \u00e9 0, iso 2, Linux 1');
  });

  it('are renamed on every download, twice as once, and become one with another', async () => {
    const renamed = await send<TagDto>('PUT', 'tags/iso', { name: 'image' });
    expect(renamed.body).toEqual({ name: 'image', downloads: 2 });
    expect((await send<TagDto>('PUT', 'tags/iso', { name: 'image' })).body.downloads).toBe(2);
    expect((await find(one.id)).tags).toEqual(['Linux', 'image']);
    await send('PUT', 'tags/image', { name: 'Linux' });
    expect((await find(one.id)).tags).toEqual(['Linux']);
    expect((await find(two.id)).tags).toEqual(['Linux']);
  });

  it('are taken away from every download, twice as once', async () => {
    for (const _round of [1, 2]) expect((await send('DELETE', 'tags/Linux')).status).toBe(204);
    expect((await find(one.id)).tags).toEqual([]);
    expect(await tags()).toBe('a/b \u00e9 0');
  });

  it.each(['x'.repeat(101), '%20', 'a%00b', 'a%0Ab'])('refuse the name %j', async (name) => {
    const { status, body } = await send('PUT', `tags/${name}`, {});
    expect([status, body.code]).toEqual([400, 'validation-failed']);
    expect((await send('PUT', 'tags/right', { name: decodeURIComponent(name) })).status).toBe(400);
  });
});

describe('categories', () => {
  it('give new downloads their folder and what else they were made with', async () => {
    const directory = `${server.config.downloadDirectory}/films`;
    const made = await send<CategoryDto>('PUT', 'categories/films', {
      directory,
      sequential: true,
      downloadLimit: 8192,
      tags: ['cinema'],
    });
    expect(made.body).toEqual({
      name: 'films',
      downloads: 0,
      directory,
      sequential: true,
      firstLastPieces: false,
      downloadLimit: 8192,
      uploadLimit: null,
      tags: ['cinema'],
    });
    const film = await start({ name: 'film' }, { category: 'films', tags: ['new'] });
    expect(film).toMatchObject({
      directory,
      sequential: true,
      downloadLimit: 8192,
      tags: ['new', 'cinema'],
    });
    expect(await server.engine.status(film.id)).toMatchObject({ downloadLimit: 8192 });
    const other = await start(
      { name: 'other' },
      { category: 'films', directory: server.config.downloadDirectory, sequential: false },
    );
    expect(other).toMatchObject({
      directory: server.config.downloadDirectory,
      sequential: false,
      category: 'films',
    });
  });

  it('keep nothing of before where they are put again, and move no files', async () => {
    await send('PUT', 'categories/films', {});
    const [films] = await categories();
    expect(films).toMatchObject({ directory: null, sequential: false, tags: [], downloads: 2 });
    const { items } = (await send<DownloadListDto>('GET', 'downloads?search=film')).body;
    expect(items.some(({ directory }) => directory.endsWith('/films'))).toBe(true);
  });

  it('are renamed on their downloads, twice as once, but not to the name of another', async () => {
    await send('PUT', 'categories/music', {});
    const taken = await send('PUT', 'categories/films', { name: 'music' });
    expect([taken.status, taken.body.code]).toEqual([409, 'category-exists']);
    for (const _round of [1, 2]) {
      const { body } = await send<CategoryDto>('PUT', 'categories/films', { name: 'movies' });
      expect(body).toMatchObject({ name: 'movies', downloads: 2 });
    }
    expect((await categories()).map(({ name }) => name)).toEqual(['movies', 'music']);
  });

  it('let their downloads go when they are deleted, twice as once', async () => {
    for (const _round of [1, 2])
      expect((await send('DELETE', 'categories/movies')).status).toBe(204);
    const { body } = await send<DownloadListDto>('GET', 'downloads?category=movies');
    expect(body.total).toBe(0);
  });

  it('refuse a folder outside of the allowed ones', async () => {
    const { status, body } = await send('PUT', 'categories/music', { directory: '/etc' });
    expect([status, body.code]).toEqual([422, 'directory-not-allowed']);
  });
});

describe('the search', () => {
  const found = async (query: string): Promise<string> =>
    (await send<DownloadListDto>('GET', `downloads?sort=name&${query}`)).body.items
      .map(({ name }) => name)
      .join();

  it('looks into names and the paths of files, as the torrent or the user names them', async () => {
    const content = new Uint8Array(10);
    const disc = await start({
      name: 'disc',
      files: [
        { path: ['Booklet', '100% \u00c9t\u00e9_1.pdf'], content },
        { path: ['b.mp3'], content },
      ],
    });
    expect(await found('search=booklet')).toBe('disc');
    expect(await found('search=%C3%89T%C3%89')).toBe('disc');
    expect(await found('search=100%25')).toBe('disc');
    expect(await found('search=t_te')).toBe('');
    expect(await found('search=disc%20pdf')).toBe('disc');
    expect(await found('search=disc%20film')).toBe('');
    await send('PATCH', `downloads/${disc.id}/files/1`, { path: 'disc/Overture.mp3' });
    expect(await found('search=overture')).toBe('disc');
  });

  it('takes the private ones, or the others', async () => {
    await start({ name: 'hidden', private: true });
    expect(await found('private=true')).toBe('hidden');
    expect(await found('private=false&search=disc')).toBe('disc');
  });
});
