import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../engine/index.ts';
import { openTlsFiles, TlsFiles } from './tls-files.ts';

let directory: string;
let certificate: string;
let key: string;

/** Made by openssl, which everything that has certificates has. */
function makeCertificate(name: string): void {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-keyout', join(directory, `${name}.key`), '-out', join(directory, `${name}.pem`)];
  const subject = ['-nodes', '-days', '30', '-subj', `/CN=${name}`];
  execFileSync('openssl', [...args, ...files, ...subject], { stdio: 'ignore' });
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-tls-'));
  makeCertificate('one');
  makeCertificate('two');
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => {
  certificate = join(directory, 'cert.pem');
  key = join(directory, 'key.pem');
  put('one', 'one');
});

function put(certificateName: string, keyName: string): void {
  copyFileSync(join(directory, `${certificateName}.pem`), certificate);
  copyFileSync(join(directory, `${keyName}.key`), key);
}

const open = () => new TlsFiles({ certificate, key }, silentLogger);

describe('the certificate of the server', () => {
  it('is read with its key', () => {
    expect(open().context).toMatchObject({
      cert: readFileSync(certificate),
      key: readFileSync(key),
    });
  });

  it('is refused with a sentence that names the file', () => {
    put('one', 'two');
    expect(open).toThrow('SHOAL_TLS_KEY is not the key of the certificate');
    writeFileSync(key, 'nonsense');
    expect(open).toThrow(/^SHOAL_TLS_KEY names the file .*key\.pem, which has no PEM key/);
    writeFileSync(certificate, 'nonsense');
    expect(open).toThrow(
      /^SHOAL_TLS_CERT names the file .*cert\.pem, which has no PEM certificate/,
    );
    rmSync(certificate);
    expect(open).toThrow(/^SHOAL_TLS_CERT names the file .* which is not there/);
  });

  it('needs both of its settings, or neither', () => {
    const web = { tlsCertificate: certificate, tlsKey: key } as Parameters<typeof openTlsFiles>[0];
    expect(openTlsFiles(web, silentLogger)).toBeInstanceOf(TlsFiles);
    expect(() => openTlsFiles({ ...web, tlsKey: null }, silentLogger)).toThrow('SHOAL_TLS_KEY');
    expect(() => openTlsFiles({ ...web, tlsCertificate: null }, silentLogger)).toThrow(
      'SHOAL_TLS_CERT',
    );
    expect(openTlsFiles({ ...web, tlsKey: null, tlsCertificate: null }, silentLogger)).toBeNull();
  });

  it('is taken when it was renewed, whole', () => {
    const setSecureContext = vi.fn<TlsServer['setSecureContext']>();
    const files = open();
    files.look({ setSecureContext });
    expect(setSecureContext).not.toHaveBeenCalled();
    copyFileSync(join(directory, 'two.pem'), certificate);
    files.look({ setSecureContext });
    expect(setSecureContext).not.toHaveBeenCalled();
    put('two', 'two');
    files.look({ setSecureContext });
    files.look({ setSecureContext });
    expect(setSecureContext).toHaveBeenCalledTimes(1);
    expect(files.context.cert).toEqual(readFileSync(join(directory, 'two.pem')));
  });
});

type TlsServer = Parameters<TlsFiles['look']>[0];
