/**
 * Every code that a failed REST call may carry, and the problems of the event stream's messages. A closed
 * list: each code has one status and one meaning, which `server/src/openapi/problem-catalogue.ts` says. Codes
 * are for programs and stay; the sentences beside them may change.
 */
export const PROBLEM_CODES = [
  // Of the door: any call may be answered with these.
  'bad-request',
  'validation-failed',
  'unauthenticated',
  'forbidden',
  'scope-missing',
  'foreign-origin',
  'not-found',
  'method-not-allowed',
  'timeout',
  'too-large',
  'unsupported-media-type',
  'wrong-host',
  'rate-limited',
  'too-many-attempts',
  'internal',
  'unavailable',
  'stopping',
  'engine-stopped',
  'not-ready',
  'data-disk-full',
  'app-not-built',
  // Of downloads.
  'download-not-found',
  'download-exists',
  'state-conflict',
  'path-conflict',
  'invalid-argument',
  'volume-missing',
  'disk-full',
  // Of folders.
  'directory-invalid',
  'directory-not-allowed',
  'directory-unusable',
  // Of settings.
  'setting-locked',
  // Of trackers.
  'tracker-invalid',
  'tracker-not-found',
  // Of torrents and their files.
  'torrent-not-found',
  'torrent-missing',
  'not-a-torrent-file',
  'magnet-unsupported',
  'url-unsupported',
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
  'source-changed',
  // Of magnet links.
  'not-magnet',
  'magnet-too-long',
  'too-many-parameters',
  'missing-info-hash',
  'bad-info-hash',
  'several-info-hashes',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];
