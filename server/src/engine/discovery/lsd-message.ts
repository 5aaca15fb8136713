/**
 * The datagram of local service discovery (BEP 14): who listens where for which torrents, in the form of an HTTP
 * request. One may name several torrents.
 */
const REQUEST_LINE = 'BT-SEARCH * HTTP/1.1';
/** Below what an Ethernet frame takes, in both families. */
export const MAX_LSD_BYTES = 1_400;
/** As many lines with an info hash fit. */
export const MAX_LSD_HASHES = 20;
const MAX_COOKIE_LENGTH = 64;
const HASH = /^[0-9a-f]{40}$/i;

export interface LsdMessage {
  /** TCP port. */
  port: number;
  /** 40 lower-case hex digits each. */
  infoHashes: string[];
  /** By which a sender knows its own packets. */
  cookie: string | null;
}

/** `host`: the multicast group with its port, as it stands in the header. */
export function encodeLsdMessage(host: string, message: LsdMessage): Uint8Array {
  const lines = [
    REQUEST_LINE,
    `Host: ${host}`,
    `Port: ${message.port}`,
    ...message.infoHashes.map((hash) => `Infohash: ${hash}`),
    ...(message.cookie === null ? [] : [`cookie: ${message.cookie}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n\r\n`, 'latin1');
}

/** Null for what is no such datagram, or names no torrent. Names of headers are written in any case. */
export function parseLsdMessage(packet: Uint8Array): LsdMessage | null {
  if (packet.length > MAX_LSD_BYTES) return null;
  const [first, ...lines] = Buffer.from(packet).toString('latin1').split('\r\n');
  if (first?.toUpperCase() !== REQUEST_LINE) return null;
  let port = 0;
  let cookie: string | null = null;
  const infoHashes: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'port' && /^\d{1,5}$/.test(value)) port = Number(value);
    else if (name === 'cookie') cookie = value.slice(0, MAX_COOKIE_LENGTH);
    else if (name === 'infohash' && HASH.test(value)) infoHashes.push(value.toLowerCase());
  }
  const isValid = port >= 1 && port <= 65_535 && infoHashes.length > 0;
  return isValid ? { port, infoHashes, cookie } : null;
}
