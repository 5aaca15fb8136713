/**
 * Takes secrets out of what is logged, whoever logs it: passkeys in addresses of trackers, passwords, tokens, cookies.
 * Invariant: what reaches the error stream, the ring of recent entries or a line of JSON went through here.
 * It would rather mask a word too many than let a passkey through.
 */
import type { LogDetails } from '../engine/index.ts';

const MASK = '***';

const ADDRESS = /\b(?:https?|udp|wss?):\/\/[^\s"'<>]+/gi;
const MAGNET = /\bmagnet:\?[^\s"'<>]+/gi;
/** What of a magnet link names the torrent; its addresses are encoded, and may have passkeys. */
const HARMLESS_MAGNET_PARAMETER = /^(?:xt|dn|so|xl)(?:\.\d+)?$/i;
const SECRET_NAME =
  /pass(?:word|wd|key|phrase)|torrent_pass|auth|secret|token|cookie|setup-?code|api[_-]?key/i;

/** What an announce asks, which says nothing of who the user is. */
const HARMLESS_PARAMETERS = new Set([
  'info_hash',
  'port',
  'uploaded',
  'downloaded',
  'left',
  'compact',
  'no_peer_id',
  'numwant',
  'event',
]);

/** A part of a path that nobody would call a folder: long, or of some length with a digit in it. */
const SECRET_PART = /^(?:(?=.*\d)[\w-]{8,}|[\w-]{16,})$/;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\bshoal_[\w-]{8,}/g, `shoal_${MASK}`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${MASK}`],
  [/(shoal-session[\w-]*)=[^;\s"']+/gi, `$1=${MASK}`],
  [/(#code=)[^\s"']+/gi, `$1${MASK}`],
  [
    /\b((?:password|passwd|passkey|passphrase|torrent_pass|authkey|secret|api[_-]?key)["']?\s*[=:]\s*["']?)[^\s"'&;,]+/gi,
    `$1${MASK}`,
  ],
];

export function maskSecrets(text: string): string {
  let masked = text.replaceAll(MAGNET, maskMagnet).replaceAll(ADDRESS, maskAddress);
  for (const [pattern, replacement] of PATTERNS) masked = masked.replaceAll(pattern, replacement);
  return masked;
}

/** The same for the details of an entry, whose names tell too. */
export function maskDetails(details: LogDetails): LogDetails {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value];
      return [name, SECRET_NAME.test(name) ? MASK : maskSecrets(value)];
    }),
  );
}

/** As it was written but for user, password, passkey and the values of its query: its spelling may matter. */
function maskAddress(address: string): string {
  const [, scheme = '', host = '', path = '', query = '', fragment = ''] =
    /^(\w+:\/\/)([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/.exec(address) ?? [];
  return (
    scheme +
    host.replace(/^.*@/, `${MASK}@`) +
    path.split('/').map(maskPathPart).join('/') +
    query.replaceAll(/([?&])([^=&]*)=([^&]*)/g, maskParameter) +
    fragment
  );
}

function maskMagnet(link: string): string {
  return link.replaceAll(/([?&])([^=&]*)=([^&]*)/g, (whole: string, mark: string, name: string) =>
    HARMLESS_MAGNET_PARAMETER.test(name) ? whole : `${mark}${name}=${MASK}`,
  );
}

function maskPathPart(part: string): string {
  return SECRET_PART.test(part) ? MASK : part;
}

function maskParameter(_whole: string, mark: string, name: string, value: string): string {
  return `${mark}${name}=${HARMLESS_PARAMETERS.has(name.toLowerCase()) ? value : MASK}`;
}
