/** The arguments of a query, by its method. Throws DhtMessageError. */
import type { BencodeNode } from '../bencode/index.ts';
import {
  KEY_BYTES,
  MAX_SALT_BYTES,
  MAX_TOKEN_BYTES,
  ID_BYTES,
  SIGNATURE_BYTES,
} from './dht-limits.ts';
import { DhtMessageError } from './dht-message-error.ts';
import type {
  AnnouncePeerQuestion,
  DhtQuestion,
  GetPeersQuestion,
  PutQuestion,
  WantedFamilies,
} from './dht-message.ts';
import {
  exactBytes,
  flag,
  hintBytes,
  itemValue,
  readableText,
  requiredBytes,
  requiredId,
  sequence,
} from './message-fields.ts';

const MAX_PORT = 65_535;

/** Reads the method `q` and its arguments `a` of a query. */
export function readQuestion(packet: Uint8Array, root: BencodeNode): DhtQuestion {
  const name = root.field('q')?.text();
  const fields = root.field('a');
  if (name === undefined || fields?.kind !== 'dictionary') {
    throw new DhtMessageError('bad-argument', 'The query has no method or no arguments.');
  }
  const id = requiredId(fields, 'id', 'bad-id');
  switch (name) {
    case 'ping':
      return { method: 'ping', id };
    case 'find_node':
    case 'sample_infohashes':
      return { method: name, id, target: requiredId(fields, 'target'), want: readWant(fields) };
    case 'get_peers':
      return readGetPeers(id, fields);
    case 'announce_peer':
      return readAnnouncePeer(id, fields);
    case 'get': {
      const target = requiredId(fields, 'target');
      return {
        method: 'get',
        id,
        target,
        sequence: sequence(fields, 'seq'),
        want: readWant(fields),
      };
    }
    case 'put':
      return readPut(packet, id, fields);
    default:
      return { method: 'unknown', id, name: readableText(name), target: anyTarget(fields) };
  }
}

function readGetPeers(id: Uint8Array, fields: BencodeNode): GetPeersQuestion {
  return {
    method: 'get_peers',
    id,
    infoHash: requiredId(fields, 'info_hash'),
    want: readWant(fields),
    withoutSeeds: flag(fields, 'noseed'),
    wantsScrape: flag(fields, 'scrape'),
  };
}

function readAnnouncePeer(id: Uint8Array, fields: BencodeNode): AnnouncePeerQuestion {
  const isPortImplied = flag(fields, 'implied_port');
  return {
    method: 'announce_peer',
    id,
    infoHash: requiredId(fields, 'info_hash'),
    port: readPort(fields, isPortImplied),
    isPortImplied,
    token: requiredBytes(fields, 'token', MAX_TOKEN_BYTES),
    isSeed: flag(fields, 'seed'),
  };
}

function readPort(fields: BencodeNode, isImplied: boolean): number {
  const port = fields.field('port')?.integer();
  if (typeof port === 'number' && port > 0 && port <= MAX_PORT) return port;
  if (isImplied) return 0;
  throw new DhtMessageError('bad-argument', 'The announced port is none.');
}

function readPut(packet: Uint8Array, id: Uint8Array, fields: BencodeNode): PutQuestion {
  const token = requiredBytes(fields, 'token', MAX_TOKEN_BYTES);
  const value = itemValue(packet, fields);
  if (value === null) throw new DhtMessageError('bad-item', 'There is no value to be stored.');
  return { method: 'put', id, token, value, signed: readSigned(fields) };
}

function readSigned(fields: BencodeNode): PutQuestion['signed'] {
  const key = exactBytes(fields, 'k', KEY_BYTES, 'bad-item');
  const signature = exactBytes(fields, 'sig', SIGNATURE_BYTES, 'bad-item');
  const number = sequence(fields, 'seq');
  if (key === null && signature === null) return null;
  if (key === null || signature === null || number === null) {
    throw new DhtMessageError('bad-item', 'A signed item lacks its key, signature or number.');
  }
  const cas = sequence(fields, 'cas');
  return { key, signature, sequence: number, salt: readSalt(fields), over: cas };
}

/** BEP 44: an empty salt is none. */
function readSalt(fields: BencodeNode): Uint8Array | null {
  const field = fields.field('salt');
  const salt = field?.bytes();
  if (field !== undefined && salt === undefined) {
    throw new DhtMessageError('bad-argument', 'The salt is no bytes.');
  }
  if (salt === undefined || salt.length === 0) return null;
  if (salt.length <= MAX_SALT_BYTES) return salt;
  throw new DhtMessageError('salt-too-big', `The salt is longer than ${MAX_SALT_BYTES} bytes.`);
}

/** BEP 32: `n4`, `n6` or both; anything else in the list means nothing. */
function readWant(fields: BencodeNode): WantedFamilies {
  const texts = new Set<string | undefined>();
  for (const item of fields.field('want')?.items() ?? []) texts.add(item.text());
  const families = ([4, 6] as const).filter((family) => texts.has(`n${family}`));
  return families.length > 0 ? families : null;
}

function anyTarget(fields: BencodeNode): Uint8Array | null {
  const found = hintBytes(fields, 'target', ID_BYTES) ?? hintBytes(fields, 'info_hash', ID_BYTES);
  return found?.length === ID_BYTES ? found : null;
}
