/**
 * The certificate and key of the web server, from two PEM files. Read again when they change, so that a renewed
 * certificate holds without a restart. Invariant: what is in use was read whole, and its two halves belong together.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type Server } from 'node:tls';
import { ConfigError } from '../config/config-error.ts';
import type { WebConfig } from '../config/web-config.ts';
import type { Logger } from '../engine/index.ts';

/** Certificates are renewed weeks before they end. */
const LOOK_INTERVAL_MS = 60_000;
const SOON_MS = 7 * 86_400_000;

export interface TlsPaths {
  certificate: string;
  key: string;
}

/** A certificate, with those that lead to its authority behind it, and its key. */
export interface TlsContext {
  cert: Buffer;
  key: Buffer;
  minVersion: 'TLSv1.2';
}

/** Null where the server speaks plain HTTP. Throws a ConfigError. */
export function openTlsFiles(
  { tlsCertificate: certificate, tlsKey: key }: WebConfig,
  logger: Logger,
): TlsFiles | null {
  if (certificate === null && key === null) return null;
  if (certificate === null) throw new ConfigError('SHOAL_TLS_KEY needs SHOAL_TLS_CERT beside it.');
  if (key === null) throw new ConfigError('SHOAL_TLS_CERT needs SHOAL_TLS_KEY beside it.');
  return new TlsFiles({ certificate, key }, logger);
}

export class TlsFiles {
  readonly #paths: TlsPaths;
  readonly #logger: Logger;
  #context: TlsContext;
  #seen: string;

  /** Throws a ConfigError that says which file is wrong, and how. */
  constructor(paths: TlsPaths, logger: Logger) {
    this.#paths = paths;
    this.#logger = logger;
    this.#seen = stampsOf(paths);
    this.#context = this.#read();
  }

  get context(): TlsContext {
    return this.#context;
  }

  /** Gives the server what the files have, from now on. */
  keepFresh(server: Server): void {
    const look = setInterval(() => this.look(server), LOOK_INTERVAL_MS).unref();
    server.once('close', () => clearInterval(look));
  }

  /** Looks at the files once. What cannot be used yet is looked at again the next time. */
  look(server: Pick<Server, 'setSecureContext'>): void {
    const stamps = stampsOf(this.#paths);
    if (stamps === this.#seen) return;
    try {
      this.#context = this.#read();
      server.setSecureContext(this.#context);
      this.#seen = stamps;
      this.#logger.info('certificate read again', { file: this.#paths.certificate });
    } catch (error) {
      this.#logger.warn('the new certificate cannot be used: the old one stays', {
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #read(): TlsContext {
    const cert = read('SHOAL_TLS_CERT', this.#paths.certificate);
    const key = read('SHOAL_TLS_KEY', this.#paths.key);
    const certificate = parse('SHOAL_TLS_CERT', 'certificate', this.#paths.certificate, () => {
      return new X509Certificate(cert);
    });
    const isRight = parse('SHOAL_TLS_KEY', 'key without a passphrase', this.#paths.key, () => {
      return certificate.checkPrivateKey(createPrivateKey(key));
    });
    if (!isRight) {
      throw new ConfigError('SHOAL_TLS_KEY is not the key of the certificate of SHOAL_TLS_CERT.');
    }
    const context: TlsContext = { cert, key, minVersion: 'TLSv1.2' };
    parse('SHOAL_TLS_CERT', 'usable certificate', this.#paths.certificate, () => {
      createSecureContext(context);
    });
    this.#warnOfEnd(certificate);
    return context;
  }

  #warnOfEnd({ validToDate }: X509Certificate): void {
    const left = validToDate.getTime() - Date.now();
    if (left > SOON_MS) return;
    this.#logger.warn(left > 0 ? 'the certificate ends soon' : 'the certificate has ended', {
      file: this.#paths.certificate,
      end: validToDate.toISOString(),
    });
  }
}

/** Changes when a file is written or replaced, also behind a link. */
function stampsOf({ certificate, key }: TlsPaths): string {
  return [certificate, key]
    .map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : 'none';
    })
    .join();
}

function read(variable: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
    throw new ConfigError(`${variable} names the file ${path}, which ${why}.`, { cause: error });
  }
}

function parse<Result>(variable: string, what: string, path: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const detail = `${variable} names the file ${path}, which has no PEM ${what} in it.`;
    throw new ConfigError(detail, { cause: error });
  }
}
