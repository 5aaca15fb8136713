/**
 * Magnet links between Shoal's engine and other clients, by a tracker and by the peers that a link names: the metadata
 * comes, and after it the content, byte for byte, in both directions.
 */
import { readFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { parseMagnet } from '../../server/src/engine/metainfo/magnet.ts';
import { magnetSourceOf } from '../../server/src/engine/metainfo/magnet-source.ts';
import { parseMetainfo } from '../../server/src/engine/metainfo/parse-metainfo.ts';
import {
  addition,
  endSessions,
  startSession,
  until,
} from '../../server/src/engine/testing/loopback-session.ts';
import { magnetAddition, nextMetadata } from '../../server/src/engine/testing/magnets.ts';
import { aria2 } from '../support/clients/aria2.ts';
import type { ClientKind } from '../support/clients/client.ts';
import { libtorrent } from '../support/clients/libtorrent.ts';
import { describeWith } from '../support/describe-with.ts';
import { singleFile } from '../support/fixtures.ts';
import { COMPLETE_TIMEOUT_MS, openSwarm, readCopies, type Swarm } from './swarm.ts';

interface Case {
  other: ClientKind;
  way: 'tracker' | 'x.pe';
}

/** aria2 does not know `x.pe`; libtorrent by its tracker is in discovery/. */
const CASES: Case[] = [
  { other: libtorrent, way: 'x.pe' },
  { other: aria2, way: 'tracker' },
];
/** Its metadata is more than one message long. */
const CONTENT = { fixture: singleFile(24 * 1024 * 1024), pieceLength: 16 * 1024 };

afterEach(endSessions);

async function linkOf({ torrent }: Swarm, way: Case['way'], peer: string): Promise<string> {
  const { trackers } = parseMetainfo(await readFile(torrent.path));
  const [[announce] = []] = trackers;
  const hint = way === 'tracker' ? `tr=${encodeURIComponent(announce!)}` : `x.pe=${peer}`;
  return `magnet:?xt=urn:btih:${torrent.infoHash}&${hint}`;
}

async function expectDownload({ other, way }: Case): Promise<void> {
  const protocol = way === 'tracker' ? 'http' : 'none';
  await using swarm = await openSwarm({ ...CONTENT, protocol });
  const { torrent, downloadFolder } = swarm;
  const folder = torrent.contentFolder;
  await using seed = await other.seed({ torrent, folder, useTrackers: way === 'tracker' });
  await seed.complete(COMPLETE_TIMEOUT_MS);
  await swarm.announced();
  const us = await startSession();
  const told = nextMetadata(us, COMPLETE_TIMEOUT_MS);
  const source = magnetSourceOf(parseMagnet(await linkOf(swarm, way, seed.address)));
  const { id } = await us.session.add(magnetAddition(source, downloadFolder));
  const { metainfo } = await told;
  const built = { bytes: metainfo, metainfo: parseMetainfo(metainfo), content: metainfo };
  await us.session.add({ ...addition(built, downloadFolder), id });
  await until(
    async () => (await us.session.status(id)).state === 'seeding',
    async () => JSON.stringify(await us.session.status(id)),
  );
  const { original, received } = await readCopies(swarm);
  expect(received).toEqual(original);
}

async function expectUpload({ other, way }: Case): Promise<void> {
  const protocol = way === 'tracker' ? 'http' : 'none';
  await using swarm = await openSwarm({ ...CONTENT, protocol });
  const { torrent, downloadFolder } = swarm;
  const us = await startSession();
  const bytes = await readFile(torrent.path);
  const built = { bytes, metainfo: parseMetainfo(bytes), content: bytes };
  const { id } = await us.session.add(addition(built, torrent.contentFolder));
  await until(
    async () => (await us.session.status(id)).state === 'seeding',
    async () => JSON.stringify(await us.session.status(id)),
  );
  await swarm.announced();
  const address = `${us.endpoint.address}:${us.endpoint.port}`;
  const magnet = await linkOf(swarm, way, address);
  await using leech = await other.leech({
    torrent,
    magnet,
    folder: downloadFolder,
    useTrackers: way === 'tracker',
  });
  await leech.complete(COMPLETE_TIMEOUT_MS);
  const { original, received } = await readCopies(swarm);
  expect(received).toEqual(original);
}

describeWith(['libtorrent', 'aria2c', 'opentracker'], 'A magnet link', () => {
  it.each(CASES)('is downloaded from $other.name, found by $way', expectDownload);
  it.each(CASES)('of what Shoal has is downloaded by $other.name, by $way', expectUpload);
});
