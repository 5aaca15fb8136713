import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../core/hex.ts';
import { encodeBencode } from '../bencode/index.ts';
import { rawInfo } from '../metainfo/raw-info.ts';
import {
  endSessions,
  pause,
  startSeed,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { RawPeer, closeRawPeers } from '../testing/raw-peer.ts';
import { buildTorrent, sampleBytes, type BuiltTorrent } from '../testing/torrent-builder.ts';
import { OWN_EXTENSIONS, parseExtensionHandshake } from '../wire/extension-handshake.ts';
import {
  encodeMetadataRequest,
  parseMetadataMessage,
  type MetadataMessage,
} from '../wire/ut-metadata.ts';

const torrent = buildTorrent({
  files: [{ path: [], content: sampleBytes(2_000 * 16_384) }],
  pieceLength: 16_384,
});
const info = rawInfo(torrent.bytes, torrent.metainfo.id)!;
/** By which number the test wants messages about metadata. */
const OUR_NUMBER = 9;

afterEach(async () => {
  closeRawPeers();
  await endSessions();
});

async function join(seed: RunningSession, of: BuiltTorrent): Promise<RawPeer> {
  const peer = await RawPeer.join(seed, fromHex(of.metainfo.id));
  peer.sendExtension(0, encodeBencode({ m: { ut_metadata: OUR_NUMBER } }));
  await until(
    () => peer.extensions(0).length > 0,
    () => 'no extension handshake came',
  );
  return peer;
}

const said = (peer: RawPeer): MetadataMessage[] =>
  peer.extensions(OUR_NUMBER).map((payload) => parseMetadataMessage(payload)!);

async function ask(peer: RawPeer, pieces: readonly number[]): Promise<MetadataMessage[]> {
  const before = said(peer).length;
  for (const piece of pieces) {
    peer.sendExtension(OWN_EXTENSIONS.metadata, encodeMetadataRequest(piece));
  }
  await until(
    () => said(peer).length >= before + pieces.length,
    () => `${said(peer).length - before} of ${pieces.length} answers came`,
  );
  return said(peer).slice(before);
}

describe('the metadata of a torrent', () => {
  it('is given to a peer that asks, byte for byte', async () => {
    const seed = await startSeed(torrent);
    const peer = await join(seed, torrent);
    expect(parseExtensionHandshake(peer.extensions(0)[0]!)).toMatchObject({
      metadataBytes: info.length,
      messages: { metadata: OWN_EXTENSIONS.metadata },
    });
    const answers = await ask(peer, [0, 1, 2]);
    const given = answers.map((answer) => (answer.kind === 'data' ? answer.bytes : []));
    expect(Buffer.concat(given as Uint8Array[]).equals(info)).toBe(true);
  });

  it('is refused beyond its end, and to who asks for all of it over and over', async () => {
    const seed = await startSeed(torrent);
    const peer = await join(seed, torrent);
    expect(await ask(peer, [3])).toEqual([{ kind: 'reject', piece: 3 }]);
    const many = Array.from({ length: 60 }, (_, index) => index % 3);
    const kinds = (await ask(peer, many)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'data')).toHaveLength(9);
    expect(kinds.filter((kind) => kind === 'reject')).toHaveLength(51);
  });

  it('of a private torrent is neither offered nor given', async () => {
    const secret = buildTorrent({ private: true });
    const seed = await startSeed(secret);
    const peer = await join(seed, secret);
    expect(parseExtensionHandshake(peer.extensions(0)[0]!)).toMatchObject({
      metadataBytes: null,
      messages: { metadata: null, pex: null },
    });
    peer.sendExtension(OWN_EXTENSIONS.metadata, encodeMetadataRequest(0));
    peer.sendExtension(0, encodeBencode({ m: { ut_metadata: OUR_NUMBER } }));
    await pause(200);
    expect(said(peer)).toEqual([]);
  });
});
