import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { TempFolder } from '../support/temp-folder.ts';

let folder: TempFolder;
let server: FakeApp;
beforeAll(async () => {
  folder = await TempFolder.create('tls');
  const [certificate, key] = [folder.join('cert.pem'), folder.join('key.pem')];
  const what = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = [
    '-keyout',
    key,
    '-out',
    certificate,
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=shoal',
  ];
  execFileSync('openssl', [...what, ...files], { stdio: 'ignore' });
  server = await startFakeApp({
    directory: join(folder.path, 'server'),
    environment: { SHOAL_TLS_CERT: certificate, SHOAL_TLS_KEY: key },
  });
});
afterAll(async () => {
  await server.close();
  await folder.remove();
});

/** The certificate is of nobody's authority, which is not the point here. */
async function get(path: string): Promise<IncomingMessage> {
  const url = new URL(path, server.url.replace('http:', 'https:'));
  const sent = request(url, { rejectUnauthorized: false, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

describe('a server with a certificate', () => {
  it('answers by HTTPS, and tells browsers to stay with it', async () => {
    const { statusCode, headers } = await get('/health/live');
    expect(statusCode).toBe(200);
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d{7,}/);
    expect(headers['content-security-policy']).toContain('frame-ancestors');
  });

  it('answers again and again on many connections', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => get('/health/live')));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(30).fill(200));
  });

  it('speaks no old TLS', async () => {
    const socket = connect({
      host: '127.0.0.1',
      port: Number(new URL(server.url).port),
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/protocol|alert|version/i);
  });
});
