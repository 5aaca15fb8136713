/**
 * .torrent files that must be refused, each with the one code that says why. Written as text, one character
 * a byte. Whoever takes torrents from outside (parser, upload, magnet metadata) is tested against them.
 */
import type { MetainfoErrorCode } from '../metainfo/metainfo-error.ts';

export interface HostileTorrent {
  name: string;
  bytes: Uint8Array;
  code: MetainfoErrorCode;
}

const LENGTH = '6:lengthi100e';
const NAME = '4:name1:x';
const PIECE_LENGTH = '12:piece lengthi100e';
const HASH = 'h'.repeat(20);
const PIECES = `6:pieces20:${HASH}`;

/** A torrent whose info dictionary holds these parts, and keys before it where given. */
function torrent(...parts: string[]): string {
  return `d4:infod${parts.join('')}ee`;
}

/** A torrent with one list of files, and everything else in order. */
function withFiles(entries: string): string {
  return torrent(`5:filesl${entries}e`, NAME, PIECE_LENGTH, PIECES);
}

/** A path of so many components, all alike. */
function withPath(component: string, count: number): string {
  const text = `${component.length}:${component}`;
  return withFiles(`d${LENGTH}4:pathl${text.repeat(count)}ee`);
}

const NOT_BENCODE: [string, string][] = [
  ['an empty file', ''],
  ['a web page', '<!doctype html><title>404</title>'],
  ['a lone end', 'e'],
  ['five bytes that abort the bencode package', 'l-3:e'],
  ['a negative string length', 'd-10:foobar'],
  ['a string length beyond 64 bits', 'd18446744073709551615:'],
  ['a string longer than the file', 'd4:info99999999:x'],
  ['a string length of nine digits', 'd100000000:'],
  ['an integer without digits', 'd4:infoiee'],
  ['an integer that is only a sign', 'd4:infoi-ee'],
  ['an integer with a sign in the middle', 'd4:infoi35412-5633ee'],
  ['an integer with a letter in it', 'd4:infoi92337203t8ee'],
  ['an integer with a plus sign', 'd4:infoi+1ee'],
  ['a fraction', 'd4:infoi1.5ee'],
  ['an integer of 21 digits', `d4:infoi${'1'.repeat(21)}ee`],
  ['a cut integer', 'd4:infoi-'],
  ['a key that is an integer', 'di5e1:ae'],
  ['a key without a value', 'd4:infoe'],
  ['a torrent cut in its piece hashes', torrent(LENGTH, NAME, PIECE_LENGTH, PIECES).slice(0, -9)],
  ['a torrent without its last byte', torrent(LENGTH, NAME, PIECE_LENGTH, PIECES).slice(0, -1)],
  ['a list in place of the dictionary', 'l4:infoe'],
  ['an integer in place of the dictionary', 'i42e'],
  ['a string in place of the dictionary', '4:info'],
];

const REFUSED: [MetainfoErrorCode, string, string][] = [
  ['too-complex', '101 lists inside one another', `${'l'.repeat(101)}${'e'.repeat(101)}`],
  ['too-complex', 'a million lists inside one another', 'l'.repeat(1_000_000)],
  ['too-complex', 'four million empty strings', `l${'0:'.repeat(4_000_000)}e`],
  [
    'too-large',
    'more than 10 MiB',
    `d1:a9999999:${'a'.repeat(9_999_999)}1:b600000:${'b'.repeat(600_000)}e`,
  ],
  ['missing-info', 'an empty dictionary', 'de'],
  ['missing-info', 'no info dictionary', 'd8:announce15:http://a.test/ae'],
  ['missing-info', 'a string for an info dictionary', 'd4:info3:abce'],
  ['missing-info', 'an info dictionary for the prototype only', 'd9:__proto__d4:infod4:name1:xeee'],
  ['duplicate-key', 'the piece hashes twice', torrent(LENGTH, NAME, PIECE_LENGTH, PIECES, PIECES)],
  ['duplicate-key', 'the length of one file twice', withFiles(`d${LENGTH}${LENGTH}4:pathl1:aee`)],
  [
    'v2-only',
    'a v2 torrent',
    torrent('9:file treed1:ad0:d6:lengthi1eeee', '12:meta versioni2e', NAME, PIECE_LENGTH),
  ],
  ['missing-name', 'no name', torrent(LENGTH, PIECE_LENGTH, PIECES)],
  ['missing-name', 'an integer for a name', torrent(LENGTH, '4:namei1e', PIECE_LENGTH, PIECES)],
  ['missing-piece-length', 'no piece length', torrent(LENGTH, NAME, PIECES)],
  [
    'missing-piece-length',
    'a string for a piece length',
    torrent(LENGTH, NAME, '12:piece length3:100', PIECES),
  ],
  ['bad-piece-length', 'a piece length of 0', torrent(LENGTH, NAME, '12:piece lengthi0e', PIECES)],
  [
    'bad-piece-length',
    'a negative piece length',
    torrent(LENGTH, NAME, '12:piece lengthi-16384e', PIECES),
  ],
  [
    'bad-piece-length',
    'a piece length of 512 MiB',
    torrent(LENGTH, NAME, '12:piece lengthi536870912e', PIECES),
  ],
  [
    'bad-piece-length',
    'a piece length beyond 2^53',
    torrent(LENGTH, NAME, '12:piece lengthi9223372036854775807e', PIECES),
  ],
  ['missing-pieces', 'no piece hashes', torrent(LENGTH, NAME, PIECE_LENGTH)],
  [
    'missing-pieces',
    'a list of piece hashes',
    torrent(LENGTH, NAME, PIECE_LENGTH, `6:piecesl20:${HASH}e`),
  ],
  [
    'bad-pieces-length',
    'no bytes of piece hashes',
    torrent(LENGTH, NAME, PIECE_LENGTH, '6:pieces0:'),
  ],
  [
    'bad-pieces-length',
    'half a piece hash',
    torrent(LENGTH, NAME, PIECE_LENGTH, '6:pieces10:hhhhhhhhhh'),
  ],
  ['wrong-piece-count', 'a hash too few', torrent('6:lengthi101e', NAME, PIECE_LENGTH, PIECES)],
  [
    'wrong-piece-count',
    'a hash too many',
    torrent(LENGTH, NAME, PIECE_LENGTH, `6:pieces40:${HASH}${HASH}`),
  ],
  [
    'too-many-pieces',
    'more pieces than any client takes',
    torrent('6:lengthi9007199254740991e', NAME, '12:piece lengthi1e', PIECES),
  ],
  ['no-files', 'neither a length nor files', torrent(NAME, PIECE_LENGTH, PIECES)],
  ['no-files', 'an empty list of files', withFiles('')],
  ['no-files', 'a string for the list of files', torrent('5:files1:a', NAME, PIECE_LENGTH, PIECES)],
  ['bad-file-entry', 'a string in the list of files', withFiles('1:a')],
  [
    'too-many-files',
    'more files than any client takes',
    withFiles('d6:lengthi1e4:pathl1:aee'.repeat(150_001)),
  ],
  ['bad-file-length', 'a negative length', torrent('6:lengthi-1e', NAME, PIECE_LENGTH, PIECES)],
  [
    'bad-file-length',
    'a string for a length',
    torrent('6:length3:100', NAME, PIECE_LENGTH, PIECES),
  ],
  ['bad-file-length', 'a file without a length', withFiles('d4:pathl1:aee')],
  ['bad-file-path', 'a file without a path', withFiles(`d${LENGTH}e`)],
  ['bad-file-path', 'a file with an empty path', withFiles(`d${LENGTH}4:pathlee`)],
  ['bad-file-path', 'a string for a path', withFiles(`d${LENGTH}4:path1:ae`)],
  ['bad-file-path', 'an integer in a path', withFiles(`d${LENGTH}4:pathl1:ai1eee`)],
  ['path-too-deep', 'a path of 100 folders', withPath('a', 101)],
  ['path-too-deep', 'a path of a million empty names', withPath('', 1_000_000)],
  ['path-too-long', 'a path of 5,000 bytes', withPath('a'.repeat(200), 25)],
  [
    'size-overflow',
    'a length beyond 2^53',
    torrent('6:lengthi9223372036854775807e', NAME, PIECE_LENGTH, PIECES),
  ],
  [
    'size-overflow',
    'three lengths whose sum is beyond 2^53',
    withFiles('d6:lengthi4503599627370496e4:pathl1:aee'.repeat(3)),
  ],
  ['empty-torrent', 'one empty file', torrent('6:lengthi0e', NAME, PIECE_LENGTH, PIECES)],
  [
    'empty-torrent',
    'two empty files and no piece hashes',
    torrent(
      '5:filesld6:lengthi0e4:pathl1:aeed6:lengthi0e4:pathl1:beee',
      NAME,
      PIECE_LENGTH,
      '6:pieces0:',
    ),
  ],
];

export const HOSTILE_TORRENTS: HostileTorrent[] = [
  ...NOT_BENCODE.map(([name, text]): [MetainfoErrorCode, string, string] => [
    'not-bencode',
    name,
    text,
  ]),
  ...REFUSED,
].map(([code, name, text]) => ({
  code,
  name,
  bytes: Uint8Array.from(Buffer.from(text, 'latin1')),
}));
