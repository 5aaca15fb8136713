/** What peers and neighbours say of others: peer exchange, the extension handshake, local service discovery. */
import { describe, expect, it } from 'vitest';
import { encodeBencode, type BencodeInput } from '../../server/src/engine/bencode/index.ts';
import { MAX_LSD_HASHES, parseLsdMessage } from '../../server/src/engine/discovery/lsd-message.ts';
import { canonicalAddress } from '../../server/src/engine/net/address.ts';
import { parseExtensionHandshake } from '../../server/src/engine/wire/extension-handshake.ts';
import { MAX_PEX_ADDED, parsePexMessage } from '../../server/src/engine/wire/pex-message.ts';
import { FUZZ_TIMEOUT_MS, fuzzMutated } from './fuzz.ts';
import { latin1, type FuzzTarget } from './fuzz-target.ts';
import { NASTY_BENCODE } from './nasty-bencode.ts';

const COMPACT = Uint8Array.from({ length: 72 }, (_, at) => at);
const HASH = '0123456789abcdef0123456789abcdef01234567';
const CASES = 100_000;

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

const pex: FuzzTarget = {
  name: 'peer exchange',
  corpus: [
    { added: COMPACT, 'added.f': COMPACT.subarray(0, 12), dropped: COMPACT },
    { added6: COMPACT, 'added6.f': COMPACT.subarray(0, 4), dropped6: COMPACT },
    { added: new Uint8Array(6 * 201) },
  ]
    .map((message: Record<string, BencodeInput>) => encodeBencode(message))
    .concat(NASTY_BENCODE),
  words: ['added', 'added.f', 'added6', 'added6.f', 'dropped', 'dropped6', '\x7f\0\0\x01\0\x16'],
  maxInputBytes: 40_000,
  isBencode: true,
  examine: (input) => {
    const message = parsePexMessage(input);
    if (message === null) return 'refused';
    expect(message.added.length).toBeLessThanOrEqual(MAX_PEX_ADDED);
    for (const { address, port, flags } of message.added) {
      expect(canonicalAddress(address)).toBe(address);
      expect(isPort(port) && flags >= 0 && flags <= 255).toBe(true);
    }
    return `${Math.min(message.added.length, 3)} added, ${Math.min(message.dropped.length, 3)} dropped`;
  },
};

const handshake: FuzzTarget = {
  name: 'extension handshakes',
  corpus: [
    {
      m: { ut_pex: 1, ut_metadata: 2, lt_donthave: 7, upload_only: 3 },
      metadata_size: 31_235,
      p: 6_881,
      reqq: 250,
      v: 'Client 1.0',
      yourip: COMPACT.subarray(0, 4),
      ipv4: COMPACT.subarray(0, 4),
      ipv6: COMPACT.subarray(0, 16),
      upload_only: 1,
    },
    { m: { ut_pex: 0 } },
  ]
    .map((fields: Record<string, BencodeInput>) => encodeBencode(fields))
    .concat(NASTY_BENCODE),
  words: ['m', 'ut_pex', 'ut_metadata', 'metadata_size', 'yourip', 'ipv6', 'reqq', 'i-1e', 'i0e'],
  maxInputBytes: 20_000,
  isBencode: true,
  examine: (input) => {
    const said = parseExtensionHandshake(input);
    if (said === null) return 'refused';
    for (const address of [said.yourAddress, said.ipv4, said.ipv6]) {
      if (address !== null) expect(canonicalAddress(address)).toBe(address);
    }
    for (const number of Object.values(said.messages)) {
      expect(number === null || (number >= 0 && number <= 255)).toBe(true);
    }
    expect(said.metadataBytes ?? 1).toBeGreaterThan(0);
    expect(said.port ?? 1).toBeGreaterThan(0);
    expect(Array.from(said.client ?? '').length).toBeLessThanOrEqual(64);
    const known = Object.entries(said).filter(([, value]) => value !== null);
    return known.map(([name]) => name).join(' ');
  },
};

const lsd: FuzzTarget = {
  name: 'local service discovery',
  corpus: [
    `BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\nInfohash: ${HASH}\r\ncookie: x\r\n\r\n\r\n`,
    `bt-search * http/1.1\r\nport:1\r\ninfohash:${HASH}\r\ninfohash:${HASH}\r\n\r\n`,
  ].map(latin1),
  words: ['Port: 0', 'Port: 65536', 'Infohash: ', '\r\n', ':', HASH, 'cookie: ', '__proto__: 1'],
  maxInputBytes: 2_000,
  isBencode: false,
  examine: (input) => {
    const message = parseLsdMessage(input);
    if (message === null) return 'refused';
    expect(message.port > 0 && isPort(message.port)).toBe(true);
    expect(message.infoHashes.every((hash) => /^[\da-f]{40}$/.test(hash))).toBe(true);
    expect(message.infoHashes.length).toBeLessThanOrEqual(2 * MAX_LSD_HASHES);
    return `${message.infoHashes.length} torrents, ${message.cookie === null ? 'no' : 'a'} cookie`;
  },
};

describe('what is said of peers', () => {
  it.each([pex, handshake, lsd])(
    'in $name is read or refused, whatever it is',
    async (target) => {
      expect(await fuzzMutated(target, CASES)).toBeGreaterThan(CASES);
    },
    FUZZ_TIMEOUT_MS,
  );
});
