/** Symbolic links that a torrent asks for (BEP 47): a download of them makes none, whatever they point to. */
import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { encodeBencode } from '../../server/src/engine/bencode/index.ts';
import { parseMetainfo } from '../../server/src/engine/metainfo/parse-metainfo.ts';
import {
  addition,
  endSessions,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
} from '../../server/src/engine/testing/loopback-session.ts';
import { sampleBytes, type BuiltTorrent } from '../../server/src/engine/testing/torrent-builder.ts';

afterEach(endSessions);

const LINKS = [
  { path: ['up'], 'symlink path': ['..', '..', 'etc'] },
  { path: ['absolute'], 'symlink path': ['/etc/passwd'] },
  { path: ['self'], 'symlink path': ['self'] },
  { path: ['one'], 'symlink path': ['other'] },
  { path: ['other'], 'symlink path': ['one'] },
  { path: ['data'], 'symlink path': ['data'] },
];

function torrentWithLinks(): BuiltTorrent {
  const content = sampleBytes(10_000);
  const pieces = createHash('sha1').update(content).digest();
  const files = [
    { path: ['data'], length: content.length },
    ...LINKS.map((link) => Object.assign(link, { attr: 'l', length: 0 })),
  ];
  const info = { name: 'root', 'piece length': 16_384, pieces, files };
  const bytes = encodeBencode({ info });
  return { bytes, metainfo: parseMetainfo(bytes), content };
}

it('a download of symbolic links makes none, and has the files beside them', async () => {
  const torrent = torrentWithLinks();
  const seed = await startSeed(torrent);
  const leech = await startSession();
  const directory = await temporaryFolder();
  await leech.session.add(addition(torrent, directory));
  await leech.session.addPeers(torrent.metainfo.id, [seed.endpoint]);
  await reaches(leech, torrent, 'seeding');
  const names = await readdir(directory, { recursive: true });
  const stats = await Promise.all(names.map(async (name) => lstat(join(directory, name))));
  expect(stats.some((stat) => stat.isSymbolicLink())).toBe(false);
  expect(names.toSorted()).toEqual(['root', join('root', 'data')]);
});
