/**
 * The document is good for what people use it for: a client made of it compiles, with its failures typed, and
 * works.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { factory } from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { tokenFor } from '../support/credentials.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call } from '../support/rest-client.ts';

const run = promisify(execFile);

const PROJECT = join(import.meta.dirname, '../api-client');
const TSC = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

let server: FakeApp;

beforeAll(async () => {
  server = await startFakeApp();
});
afterAll(() => server.close());

/** As `openapi-typescript` does on the command line, but with `Blob` for what is binary. */
async function makeTypes(): Promise<void> {
  const { body } = await call<OpenAPI3>(server.url, 'GET', '/api/openapi.json');
  const blob = factory.createTypeReferenceNode('Blob');
  const nodes = await openapiTS(body, {
    transform: ({ format }) => (format === 'binary' ? blob : undefined),
  });
  await mkdir(join(PROJECT, 'generated'), { recursive: true });
  await writeFile(join(PROJECT, 'generated/api.ts'), astToString(nodes));
}

describe('a client that is made from the document', () => {
  it('compiles, and does what it says', async () => {
    await makeTypes();
    await run(process.execPath, [TSC, '-p', PROJECT]);
    const torrent = buildTorrent({ name: 'sample' });
    const file = join(server.directory, 'sample.torrent');
    await writeFile(file, torrent.bytes);
    const program = join(PROJECT, 'program.ts');
    const token = await tokenFor(server.url);
    const { stdout } = await run(process.execPath, [program, server.url, token, file]);
    expect(JSON.parse(stdout)).toEqual({
      started: 'checking',
      found: ['sample'],
      pausedState: 'paused',
      limit: 1_048_576,
      afterwards: 'download-not-found',
    });
  });
});
