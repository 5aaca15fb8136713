/**
 * What every problem code means, and the one status that it comes with. The OpenAPI document, docs/api.md and
 * the types of `ProblemException` are made of this: a code that is not here cannot be thrown.
 */
import type { ProblemCode } from '@shared/dto/problem-codes.js';

interface CatalogueEntry {
  status: number;
  /** One sentence for whoever writes a program against the API: what happened, or what to do. */
  meaning: string;
}

export const PROBLEM_CATALOGUE = {
  'bad-request': {
    status: 400,
    meaning: 'The request cannot be read: broken JSON, a broken address or a broken header.',
  },
  'validation-failed': { status: 400, meaning: 'A field is wrong: `errors` names each.' },
  unauthenticated: {
    status: 401,
    meaning: 'No session and no token came with the request, or one that is not valid (any more).',
  },
  forbidden: { status: 403, meaning: 'The caller may not do this.' },
  'scope-missing': {
    status: 403,
    meaning: 'The token has not the scope that this call needs: `detail` names it.',
  },
  'foreign-origin': {
    status: 403,
    meaning: 'A web page of another origin tried to change something.',
  },
  'not-found': { status: 404, meaning: 'There is nothing at this address.' },
  'method-not-allowed': { status: 405, meaning: 'The address does not know this method.' },
  timeout: { status: 408, meaning: 'The request did not arrive in time.' },
  'length-required': {
    status: 411,
    meaning: 'An upload must say how long it is (`Content-Length`).',
  },
  'too-large': { status: 413, meaning: 'The request, or the file in it, is too large.' },
  'unsupported-media-type': {
    status: 415,
    meaning: 'The body is not of the media type that this call takes.',
  },
  'wrong-host': {
    status: 421,
    meaning: 'The Host header names a machine that Shoal does not answer for.',
  },
  'rate-limited': {
    status: 429,
    meaning: 'Too many requests with this session or token: wait as `Retry-After` says.',
  },
  'too-many-attempts': {
    status: 429,
    meaning: 'Too many wrong passwords or codes: wait as `Retry-After` says.',
  },
  internal: { status: 500, meaning: 'A fault of the server itself: its log has more.' },
  unavailable: { status: 503, meaning: 'The server cannot do this at the moment.' },
  stopping: { status: 503, meaning: 'The server is stopping: try again soon.' },
  'engine-stopped': { status: 503, meaning: 'The engine is not running: try again soon.' },
  'not-ready': { status: 503, meaning: 'The server cannot do its work (yet).' },
  'data-disk-full': {
    status: 507,
    meaning: 'The disk of the data folder is full, so that nothing can be changed.',
  },
  'app-not-built': { status: 404, meaning: 'The web app is not built.' },

  'wrong-credentials': { status: 401, meaning: 'The user name or the password is wrong.' },
  'wrong-password': { status: 403, meaning: 'The current password is wrong.' },
  'weak-password': {
    status: 422,
    meaning: 'The new password is too short, too long, or one that is guessed first.',
  },
  'invalid-username': { status: 422, meaning: 'An account cannot have this name.' },
  'wrong-setup-code': {
    status: 403,
    meaning: 'The code is not the one that the server printed at its start.',
  },
  'setup-done': { status: 409, meaning: 'There is an account already.' },
  'session-needed': { status: 409, meaning: 'A token asks for what only a session can do.' },
  'session-not-found': { status: 404, meaning: 'The account has no session of this id.' },
  'token-not-found': { status: 404, meaning: 'The account has no token of this id.' },
  'too-many-tokens': {
    status: 409,
    meaning: 'The account has as many tokens as it may have: delete one that is not used.',
  },
  'invalid-expiry': { status: 422, meaning: 'The token would end in the past.' },

  'download-not-found': { status: 404, meaning: 'There is no download of this id.' },
  'download-exists': { status: 409, meaning: 'The torrent is in the list already.' },
  'state-conflict': { status: 409, meaning: 'The state of the download does not allow it.' },
  'path-conflict': {
    status: 409,
    meaning: 'A file stands in the way, or another download writes it.',
  },
  'invalid-argument': {
    status: 422,
    meaning: 'A value is well-formed but cannot be: a file that the torrent has not, a bad name.',
  },
  'volume-missing': { status: 409, meaning: 'The disk of the folder is not there.' },
  'disk-full': { status: 507, meaning: 'It does not fit on the disk.' },

  'directory-invalid': { status: 422, meaning: 'The folder is no absolute path, or too long.' },
  'directory-not-allowed': {
    status: 422,
    meaning: 'The folder is outside of the folders that the server may write to.',
  },
  'directory-unusable': { status: 422, meaning: 'The folder cannot be made or opened.' },

  'category-exists': { status: 409, meaning: 'There is a category of the new name already.' },

  'setting-locked': {
    status: 409,
    meaning: 'A flag or variable of the server decides this setting.',
  },
  'too-many-preferences': {
    status: 422,
    meaning: 'The preferences of the account would be more than it may have.',
  },

  'tracker-invalid': {
    status: 422,
    meaning: 'An address cannot be used: a tracker is http, https or udp.',
  },
  'tracker-not-found': { status: 404, meaning: 'The download has no tracker of this address.' },

  'peer-invalid': { status: 422, meaning: 'A peer is not given by an address and a port.' },
  'ban-invalid': {
    status: 422,
    meaning: 'What is to be banned is no address and no network, or too much of the internet.',
  },
  'ban-not-found': { status: 404, meaning: 'There is no ban of this id.' },
  'too-many-bans': { status: 422, meaning: 'There are as many bans as Shoal keeps.' },

  'torrent-not-found': { status: 404, meaning: 'There is no uploaded torrent of this id.' },
  'torrent-missing': { status: 400, meaning: 'The upload has no file in its field `torrent`.' },
  'not-a-torrent-file': {
    status: 415,
    meaning: 'By its name and type, the file is no .torrent file.',
  },
  'torrent-in-use': { status: 409, meaning: 'A download uses the torrent: remove that instead.' },
  'metadata-pending': {
    status: 409,
    meaning: 'The metadata of the magnet link is not there yet, so that its files are not known.',
  },
  'too-many-magnets': {
    status: 409,
    meaning: 'Too many magnet links wait to be started: start or delete some of them.',
  },
  'url-refused': {
    status: 422,
    meaning: 'The address leads where the server fetches nothing from: inside, or not to the web.',
  },
  'url-unreachable': { status: 422, meaning: 'Nothing could be fetched from the address.' },
  'url-not-torrent': { status: 422, meaning: 'What is at the address is no torrent.' },

  'not-bencode': { status: 422, meaning: 'The file is not bencoded: no .torrent file, or cut.' },
  'too-complex': { status: 422, meaning: 'The file nests too deep, or has too many values.' },
  'missing-info': { status: 422, meaning: 'The torrent has no info dictionary.' },
  'duplicate-key': { status: 422, meaning: 'The torrent has a key twice.' },
  'v2-only': { status: 422, meaning: 'The torrent is for BitTorrent v2 alone.' },
  'missing-name': { status: 422, meaning: 'The torrent has no name.' },
  'missing-piece-length': { status: 422, meaning: 'The torrent does not say how long pieces are.' },
  'bad-piece-length': { status: 422, meaning: 'The length of the pieces cannot be.' },
  'missing-pieces': { status: 422, meaning: 'The torrent has no hashes of its pieces.' },
  'bad-pieces-length': { status: 422, meaning: 'The hashes of the pieces are cut.' },
  'wrong-piece-count': { status: 422, meaning: 'The torrent has not one hash for each piece.' },
  'too-many-pieces': { status: 422, meaning: 'The torrent has more pieces than Shoal takes.' },
  'no-files': { status: 422, meaning: 'The torrent has no files.' },
  'too-many-files': { status: 422, meaning: 'The torrent has more files than Shoal takes.' },
  'bad-file-entry': { status: 422, meaning: 'An entry of the torrent is no file.' },
  'bad-file-length': { status: 422, meaning: 'The length of a file cannot be.' },
  'bad-file-path': { status: 422, meaning: 'The path of a file cannot be.' },
  'path-too-long': { status: 422, meaning: 'The path of a file is too long.' },
  'path-too-deep': { status: 422, meaning: 'The path of a file has too many folders.' },
  'size-overflow': { status: 422, meaning: 'The files are larger than can be counted.' },
  'empty-torrent': { status: 422, meaning: 'The torrent has no bytes.' },
  'source-changed': { status: 422, meaning: 'A file changed while its torrent was being made.' },

  'not-magnet': { status: 422, meaning: 'The text is no magnet link.' },
  'magnet-too-long': { status: 422, meaning: 'The magnet link is too long.' },
  'too-many-parameters': { status: 422, meaning: 'The magnet link has too many parameters.' },
  'missing-info-hash': { status: 422, meaning: 'The magnet link has no info hash.' },
  'bad-info-hash': { status: 422, meaning: 'The info hash of the magnet link is wrong.' },
  'several-info-hashes': { status: 422, meaning: 'The magnet link has several info hashes.' },
} as const satisfies Record<ProblemCode, CatalogueEntry>;

/** The one status of a code. */
export type ProblemStatus<Code extends ProblemCode> = (typeof PROBLEM_CATALOGUE)[Code]['status'];

/** All that can be wrong with the bytes of a .torrent file. */
export const TORRENT_FILE_PROBLEMS = [
  'not-bencode',
  'too-complex',
  'missing-info',
  'duplicate-key',
  'v2-only',
  'missing-name',
  'missing-piece-length',
  'bad-piece-length',
  'missing-pieces',
  'bad-pieces-length',
  'wrong-piece-count',
  'too-many-pieces',
  'no-files',
  'too-many-files',
  'bad-file-entry',
  'bad-file-length',
  'bad-file-path',
  'path-too-long',
  'path-too-deep',
  'size-overflow',
  'empty-torrent',
] as const satisfies readonly ProblemCode[];

/** All that can be wrong with a magnet link. */
export const MAGNET_PROBLEMS = [
  'not-magnet',
  'magnet-too-long',
  'too-many-parameters',
  'missing-info-hash',
  'bad-info-hash',
  'several-info-hashes',
] as const satisfies readonly ProblemCode[];

/** What a folder that the caller names may be refused for. */
export const DIRECTORY_PROBLEMS = [
  'directory-invalid',
  'directory-not-allowed',
  'directory-unusable',
  'volume-missing',
] as const satisfies readonly ProblemCode[];
