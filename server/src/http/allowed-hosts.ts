/**
 * The names that this server answers to. A web page of somebody else may make its own name point here (DNS
 * rebinding); the browser then takes us for that page's server, but the Host header still has that name. An address
 * is no name that anybody could point elsewhere, so every address is answered. The header itself decides, never
 * X-Forwarded-Host, which such a page may set as it likes.
 */
import { isIP } from 'node:net';

export class AllowedHosts {
  readonly #names: ReadonlySet<string>;
  /** With the dot: `.example.org`. */
  readonly #endings: readonly string[];

  /** `own` is this machine's name; `configured` may have names such as `*.example.org`. */
  constructor(own: string, configured: readonly string[]) {
    const machine = own.toLowerCase();
    const [short = machine] = machine.split('.');
    const wild = configured.filter((name) => name.startsWith('*.'));
    this.#endings = ['.localhost', ...wild.map((name) => name.slice(1))];
    this.#names = new Set(
      ['localhost', machine, short, `${short}.local`, ...configured].filter((name) => name !== ''),
    );
  }

  /** Whether to answer a request with this Host header. */
  has(header: string | undefined): boolean {
    const host = parseHost(header);
    if (host === null) return false;
    const { hostname } = host;
    if (isAddress(hostname)) return hostname !== '0.0.0.0' && hostname !== '[::]';
    if (this.#names.has(hostname)) return true;
    return !hostname.startsWith('.') && this.#endings.some((ending) => hostname.endsWith(ending));
  }
}

/**
 * A Host header as a URL, or null where it is none or spelt in a way that URL mends: what was checked and what
 * others take it for must be the same.
 */
export function parseHost(header: string | undefined): URL | null {
  if (header === undefined) return null;
  const text = `http://${header}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.host === header.toLowerCase().replace(/:80$/, '') ? url : null;
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
}
