/**
 * A program as users of the API write it: a client whose types were made from the OpenAPI document
 * (`openapi-typescript`), by `openapi-fetch`. A test makes the types, compiles this, and runs it against a
 * server:
 *
 *   node program.ts <address> <token> <file.torrent>
 */
import { readFile } from 'node:fs/promises';
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/api.ts';

type Download = components['schemas']['DownloadResponse'];

const [address = '', token = '', torrentFile = ''] = process.argv.slice(2);

const client = createClient<paths>({
  baseUrl: address,
  headers: { authorization: `Bearer ${token}` },
});

const torrentId = await upload(torrentFile);
const started = await start(torrentId);
const found = await listAll();
const pausedState = await pause(torrentId);
const limit = await limitDownload(torrentId, 1_048_576);
await remove(torrentId);
const afterwards = await whyNotThere(torrentId);

const report = { started: started.state, found, pausedState, limit, afterwards };
process.stdout.write(`${JSON.stringify(report)}\n`);

async function upload(path: string): Promise<string> {
  const torrent = new Blob([await readFile(path)]);
  const { data, error } = await client.POST('/api/upload-torrent', {
    body: { torrent },
    bodySerializer: () => {
      const form = new FormData();
      form.append('torrent', torrent, 'sample.torrent');
      return form;
    },
  });
  if (error) throw new Error(`${error.code}: ${error.detail}`);
  return data.id;
}

/** Starting it twice is no fault here: the problem's code says that it is there already. */
async function start(id: string): Promise<Download> {
  await client.POST('/api/start-download', { body: { torrentId: id, paused: true } });
  const { error } = await client.POST('/api/start-download', { body: { torrentId: id } });
  if (error?.code !== 'download-exists') throw new Error('It was started twice.');
  const { data } = await client.PATCH('/api/downloads/{id}/resume', { params: { path: { id } } });
  if (!data) throw new Error('It could not be resumed.');
  return data;
}

async function listAll(): Promise<string[]> {
  const names: string[] = [];
  for (let offset = 0; ; offset += 100) {
    const query = { limit: 100, offset, sort: 'name' } as const;
    const { data, error } = await client.GET('/api/downloads', { params: { query } });
    if (error) throw new Error(error.detail);
    names.push(...data.items.map(({ name }) => name));
    if (names.length >= data.total) return names;
  }
}

async function pause(id: string): Promise<Download['state']> {
  const { data, error } = await client.PATCH('/api/downloads/{id}/pause', {
    params: { path: { id } },
  });
  if (error) throw new Error(error.detail);
  return data.state;
}

async function limitDownload(id: string, downloadLimit: number): Promise<number | null> {
  const { data, error } = await client.PATCH('/api/downloads/{id}', {
    params: { path: { id } },
    body: { downloadLimit },
  });
  if (error) throw new Error(error.errors?.map(({ message }) => message).join() ?? error.detail);
  return data.downloadLimit;
}

async function remove(id: string): Promise<void> {
  const { response } = await client.DELETE('/api/downloads/{id}', {
    params: { path: { id }, query: { deleteData: 'true' } },
  });
  if (response.status !== 204) throw new Error(`It could not be removed: ${response.status}.`);
}

/** The compiler knows which codes this call may fail with. */
async function whyNotThere(id: string): Promise<string> {
  const { error } = await client.GET('/api/downloads/{id}', { params: { path: { id } } });
  // @ts-expect-error: it is not among them.
  if (error?.code === 'setting-locked') return 'impossible';
  return error?.code ?? 'there';
}
