/**
 * What can be added: a file, a magnet link, an address of a .torrent file; and how links are found in text that
 * was pasted, dropped or typed. Pure. Whether a link is any good is the server's to say: here only its kind is
 * told, so that no two readers of magnet links can differ.
 */
export interface FileSource {
  readonly kind: 'file';
  readonly file: File;
}

export interface LinkSource {
  readonly kind: 'magnet' | 'url';
  readonly link: string;
}

/** Known by its identity: the same link given twice is two sources. */
export type AddSource = FileSource | LinkSource;

export function fileSource(file: File): FileSource {
  return { kind: 'file', file };
}

export interface FoundLinks {
  links: LinkSource[];
  /** What is no link. */
  rest: string[];
}

const MAGNET = /^magnet:\?/i;
const WEB_ADDRESS = /^https?:\/\/\S+$/i;
/** An info hash alone: v1 in hex or base32, v2 in hex. */
const HASH_V1 = /^(?:[0-9a-f]{40}|[2-7a-z]{32})$/i;
const HASH_V2 = /^[0-9a-f]{64}$/i;
/** Multihash prefix of a SHA-256 in `urn:btmh:` (BEP 52): code 0x12, 32 bytes. */
const SHA256_MULTIHASH = '1220';

/** The links of a text, one a line or with spaces between them, each once; bare info hashes become magnet links. */
export function findLinks(text: string): FoundLinks {
  const links = new Map<string, LinkSource>();
  const rest: string[] = [];
  for (const part of partsOf(text)) {
    const source = readLink(part);
    if (source) links.set(source.link, source);
    else rest.push(part);
  }
  return { links: [...links.values()], rest };
}

/** What it is called as long as the server has not said. */
export function nameOf(source: AddSource): string {
  if (source.kind === 'file') return source.file.name;
  if (source.kind === 'url') return source.link;
  return parametersOf(source.link).get('dn')?.trim() || $localize`Magnet link`;
}

/** Some write spaces into the name of a magnet link: such a line is one link. */
function partsOf(text: string): string[] {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  return lines
    .flatMap((line) => line.split(MAGNET.test(line) ? /\s+(?=magnet:\?|https?:\/\/)/i : /\s+/))
    .filter((part) => part !== '');
}

function readLink(part: string): LinkSource | null {
  if (MAGNET.test(part)) return { kind: 'magnet', link: part };
  if (WEB_ADDRESS.test(part)) return { kind: 'url', link: part };
  if (HASH_V1.test(part)) return { kind: 'magnet', link: `magnet:?xt=urn:btih:${part}` };
  if (!HASH_V2.test(part)) return null;
  return { kind: 'magnet', link: `magnet:?xt=urn:btmh:${SHA256_MULTIHASH}${part}` };
}

function parametersOf(magnet: string): URLSearchParams {
  return new URLSearchParams(magnet.slice(magnet.indexOf('?') + 1));
}
