import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import { rawInfo } from '../metainfo/raw-info.ts';
import { magnetOf } from '../testing/magnets.ts';
import {
  extended,
  honest,
  liar,
  silent,
  simulateFetch,
  type GiverScript,
  type SimulatedFetch,
} from '../testing/simulated-givers.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';
import { OWN_EXTENSIONS } from '../wire/extension-handshake.ts';
import { MessageWriter } from '../wire/message-writer.ts';
import {
  encodeMetadataData,
  encodeMetadataReject,
  METADATA_PIECE_BYTES,
} from '../wire/ut-metadata.ts';

/** Some 100 KiB of metadata: seven pieces. */
const torrent = buildTorrent({
  files: [{ path: [], content: sampleBytes(5_000 * 16_384) }],
  pieceLength: 16_384,
});
const { id } = torrent.metainfo;
const info = rawInfo(torrent.bytes, id)!;
const magnet = magnetOf(torrent);
const pieces = Math.ceil(info.length / METADATA_PIECE_BYTES);
const fifty = <Script>(script: Script): Script[] => Array.from({ length: 50 }, () => script);

const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

async function fetchFrom(
  scripts: readonly GiverScript[],
  seconds = 60,
): Promise<SimulatedFetch & { seconds: number }> {
  const simulated = simulateFetch(magnet, scripts);
  simulated.fetch.start();
  const passed = await simulated.run(seconds);
  return { ...simulated, seconds: passed };
}

describe('the fetch of metadata', () => {
  it('spreads the pieces over all that have them, and asks nobody for all', async () => {
    const { fetched, givers, seconds } = await fetchFrom([
      honest(info, 100),
      honest(info, 100),
      honest(info, 100),
    ]);
    expect(fetched.map(({ metainfo }) => metainfo.id)).toEqual([id]);
    expect(seconds).toBeLessThan(2);
    for (const { asked } of givers) expect(asked.length).toBeLessThan(pieces);
  });

  it('comes from one honest peer among fifty that give wrong bytes, which are banned', async () => {
    const { fetched, fetch, givers, seconds } = await fetchFrom([
      ...fifty(liar(info.length)),
      honest(info),
    ]);
    expect(fetched).toHaveLength(1);
    expect(seconds).toBeLessThan(30);
    expect(fetch.bannedAddresses.length).toBeGreaterThan(10);
    expect(fetch.bannedAddresses).not.toContain(givers[50]!.remote.address);
  });

  it('is held up by fifty that never answer for some seconds only', async () => {
    const { fetched, seconds } = await fetchFrom([...fifty(silent(info.length)), honest(info)]);
    expect(fetched).toHaveLength(1);
    expect(seconds).toBeLessThan(30);
  });

  it('is not held up by fifty that each claim another size', async () => {
    const others = Array.from({ length: 50 }, (_, index) => silent(info.length + index + 1));
    const { fetched, seconds } = await fetchFrom([...others, honest(info)], 240);
    expect(fetched).toHaveLength(1);
    expect(seconds).toBeLessThan(180);
  });

  it('comes from an honest peer while others answer a byte a second', async () => {
    const slow = { ...honest(info), dripBytes: 1 };
    const { fetched, seconds } = await fetchFrom([slow, slow, slow, honest(info)]);
    expect(fetched).toHaveLength(1);
    expect(seconds).toBeLessThan(10);
  });

  it.each([
    ['-1', -1],
    ['0', 0],
    ['2^31', 2 ** 31],
    ['2^53', 2n ** 53n],
    ['no number', 'large'],
    ['nothing', null],
  ])('asks nothing of a peer that claims %s, and keeps nothing for it', async (_name, claim) => {
    const { fetch, givers } = await fetchFrom([silent(claim)], 5);
    expect(givers[0]!.asked).toEqual([]);
    expect(fetch.heldBytes).toBe(0);
    expect(fetch.status()).toMatchObject({ state: 'searching', totalBytes: null, givers: 0 });
  });

  it('takes memory for what came, not for what was claimed', async () => {
    const { fetch, givers } = await fetchFrom([silent(10 * 1024 * 1024)], 5);
    expect(givers[0]!.asked.length).toBeGreaterThan(0);
    expect(fetch.heldBytes).toBe(0);
  });

  it('waits after a reject, and asks again', async () => {
    let rejections = 2;
    const script = honest(info);
    const { fetched, givers } = await fetchFrom([
      {
        ...script,
        answer: (piece) =>
          rejections-- > 0 ? [encodeMetadataReject(piece)] : script.answer(piece),
      },
    ]);
    expect(fetched).toHaveLength(1);
    expect(givers[0]!.asked.length).toBe(pieces + 2);
  });

  it.each([
    ['of another size', encodeMetadataData(0, info.length + 1, info.subarray(0, 16_384))],
    ['that are cut', encodeMetadataData(0, info.length, info.subarray(0, 100))],
    ['that are too long', encodeMetadataData(0, info.length, info.subarray(0, 16_385))],
  ])('closes a peer that gives bytes %s', async (_name, data) => {
    const { givers } = await fetchFrom([{ claim: info.length, answer: () => [data] }], 5);
    expect(givers[0]!.isClosed).toBe(true);
  });

  it('closes a peer that sends what nobody asked for', async () => {
    const simulated = simulateFetch(magnet, [silent(info.length)]);
    simulated.fetch.start();
    await simulated.run(1);
    const [giver] = simulated.givers;
    const data = encodeMetadataData(5, info.length, info.subarray(0, 16_384));
    for (let sent = 0; sent < 30; sent++) giver!.say(extended(OWN_EXTENSIONS.metadata, data));
    await simulated.run(1);
    expect(giver!.isClosed).toBe(true);
    expect(simulated.fetch.heldBytes).toBe(0);
  });

  it('reads past a bitfield of any length, and closes for blocks and for what is too long', async () => {
    const bitfield = new MessageWriter();
    bitfield.bitfield(new Uint8Array(200_000));
    const long = Buffer.alloc(5);
    long.writeUInt32BE(400_000);
    long[4] = 5;
    const block = Buffer.alloc(13);
    block.writeUInt32BE(9 + 16);
    block[4] = 7;
    const simulated = simulateFetch(magnet, [honest(info, 9_000), silent(5), silent(6)]);
    simulated.givers[0]!.greeting = [bitfield.take()];
    simulated.givers[1]!.greeting = [long];
    simulated.givers[2]!.greeting = [block];
    simulated.fetch.start();
    await simulated.run(5);
    expect(simulated.givers.map(({ isClosed }) => isClosed)).toEqual([false, true, true]);
  });

  it('says what is wrong with metadata that is what the link names and no torrent', async () => {
    const bad = encodeBencode({ length: 5, name: 'x', 'piece length': 16_384 });
    const built = { metainfo: { ...torrent.metainfo, id: sha1(bad) } };
    const simulated = simulateFetch(magnetOf(built), [honest(bad)]);
    simulated.fetch.start();
    await simulated.run(5);
    expect(simulated.faults).toEqual([
      'The metadata that peers gave cannot be used: The torrent has no piece hashes.',
    ]);
    expect(simulated.fetch.status()).toMatchObject({
      state: 'failed',
      fault: { code: 'bad-metadata' },
    });
  });

  it('is not led to another dictionary by bytes around the one that was hashed', async () => {
    const twice = Buffer.concat([Buffer.from('de4:info'), info]);
    const built = { metainfo: { ...torrent.metainfo, id: sha1(twice) } };
    const simulated = simulateFetch(magnetOf(built), [honest(twice)]);
    simulated.fetch.start();
    await simulated.run(5);
    expect(simulated.fetched).toEqual([]);
    expect(simulated.faults).toHaveLength(1);
  });

  it('takes what both hashes of a link say, and no less', async () => {
    const right = magnetOf(torrent, { infoHashV2: sha256(info) });
    const wrong = magnetOf(torrent, { infoHashV2: new Uint8Array(32) });
    const [one, other] = [right, wrong].map((source) => simulateFetch(source, [honest(info)]));
    for (const simulated of [one!, other!]) {
      simulated.fetch.start();
      await simulated.run(5);
    }
    expect(one!.fetched).toHaveLength(1);
    expect(other!.faults[0]).toContain('two hashes');
  });

  it('finds a hybrid torrent by its v2 hash alone, and gives the id that it has', async () => {
    const hybrid = encodeBencode({
      'file tree': {},
      length: 16_384,
      'meta version': 2,
      name: 'hybrid',
      'piece length': 16_384,
      pieces: new Uint8Array(20),
    });
    const infoHashV2 = sha256(hybrid);
    const infoHash = infoHashV2.slice(0, 20);
    const source = magnetOf(torrent, { infoHash, infoHashV1: null, infoHashV2 });
    const simulated = simulateFetch(source, [liar(hybrid.length), honest(hybrid, 100)]);
    simulated.fetch.start();
    await simulated.run(10);
    expect(simulated.fetched.map(({ metainfo }) => metainfo.id)).toEqual([sha1(hybrid)]);
    expect(simulated.fetch.id).toBe(Buffer.from(infoHash).toString('hex'));
    expect(simulated.fetch.torrentId).toBe(sha1(hybrid));
  });

  it('says so where the torrent has no v1 part', async () => {
    const v2Only = encodeBencode({
      'file tree': { a: { '': { length: 5 } } },
      'meta version': 2,
      name: 'a',
      'piece length': 16_384,
    });
    const infoHashV2 = sha256(v2Only);
    const infoHash = infoHashV2.slice(0, 20);
    const source = magnetOf(torrent, { infoHash, infoHashV1: null, infoHashV2 });
    const simulated = simulateFetch(source, [honest(v2Only)]);
    simulated.fetch.start();
    await simulated.run(10);
    expect(simulated.faults[0]).toContain('v2 torrent without a v1 part');
  });

  it('hands over the peers that it knew, of a private torrent only those of trackers and the user', async () => {
    const simulated = simulateFetch(magnet, [honest(info)]);
    simulated.fetch.start();
    await simulated.run(5);
    const [giver] = simulated.givers;
    expect(simulated.fetch.handOver(true)).toEqual([['manual', [giver!.remote]]]);
  });
});
