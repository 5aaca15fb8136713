/**
 * Peers that make a download wait: one that chokes for long, one that is very slow, one that dies in the
 * middle of a piece.
 */
import { expect, it } from 'vitest';
import { aria2 } from '../support/clients/aria2.ts';
import { libtorrent, startLibtorrent } from '../support/clients/libtorrent.ts';
import { shoal } from '../support/clients/shoal.ts';
import { describeWith } from '../support/describe-with.ts';
import { singleFile } from '../support/fixtures.ts';
import { PeerRelay } from '../support/peer-relay.ts';
import { COMPLETE_TIMEOUT_MS, openSwarm, readCopies } from './swarm.ts';
import { waitForProgress, waitForStandstill } from './wait-for-progress.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const CONTENT_BYTES = 24 * MEBIBYTE;
const SWARM = {
  fixture: singleFile(CONTENT_BYTES),
  protocol: 'none',
  pieceLength: MEBIBYTE,
} as const;
/** Six seconds for the whole: there is a middle to do something in. */
const SEED_BYTES_PER_SECOND = 4 * MEBIBYTE;
const CHOKE_MS = 6_000;
const CRAWL_BYTES_PER_SECOND = 20 * KIBIBYTE;
/** More than the wire's own overhead and a loaded machine cost; a peer that holds on to its last blocks costs more. */
const PATIENCE = 3;

describeWith(['libtorrent', 'aria2c'], 'Shoal downloads', () => {
  it.concurrent.each(['on', 'off'] as const)(
    'from a peer that chokes for long: it waits on the same connection, fast extension %s',
    async (fast) => {
      await using swarm = await openSwarm(SWARM);
      const { torrent, downloadFolder } = swarm;
      await using seed = await startLibtorrent('seed', {
        torrent,
        folder: torrent.contentFolder,
        useTrackers: false,
        uploadLimitBytesPerSecond: SEED_BYTES_PER_SECOND,
        usesSlots: true,
      });
      await seed.complete(COMPLETE_TIMEOUT_MS);
      await using relay = await PeerRelay.open(seed.address, { passesFast: fast === 'on' });
      await using leech = await shoal.leech({
        torrent,
        folder: downloadFolder,
        peers: [relay.address],
        useTrackers: false,
        encryption: 'plain',
      });
      await waitForProgress(leech, 0.25);

      await seed.choke();
      const choked = await waitForStandstill(leech, CHOKE_MS);
      expect(choked).toBeLessThan(1);
      await seed.unchoke();

      await leech.complete(COMPLETE_TIMEOUT_MS);
      const { original, received } = await readCopies(swarm);
      expect(received).toEqual(original);
      expect(relay.handshakes).toBe(1);
    },
  );

  it.concurrent(
    'from a fast peer beside one that crawls: it is not kept waiting at the end',
    async () => {
      await using swarm = await openSwarm(SWARM);
      const { torrent, downloadFolder } = swarm;
      const seedOptions = { torrent, folder: torrent.contentFolder, useTrackers: false };
      await using slow = await startLibtorrent('seed', {
        ...seedOptions,
        uploadLimitBytesPerSecond: CRAWL_BYTES_PER_SECOND,
      });
      await using fast = await startLibtorrent('seed', {
        ...seedOptions,
        uploadLimitBytesPerSecond: SEED_BYTES_PER_SECOND,
      });
      await Promise.all([slow.complete(COMPLETE_TIMEOUT_MS), fast.complete(COMPLETE_TIMEOUT_MS)]);
      await using leech = await shoal.leech({
        torrent,
        folder: downloadFolder,
        peers: [slow.address, fast.address],
        useTrackers: false,
      });
      await waitForProgress(leech, 0);
      const startedAt = performance.now();

      await leech.complete(COMPLETE_TIMEOUT_MS);

      const seconds = (performance.now() - startedAt) / 1000;
      expect(seconds).toBeLessThan((CONTENT_BYTES / SEED_BYTES_PER_SECOND) * PATIENCE);
      // It took part, so that there was something to be kept waiting for.
      expect(await slow.uploadedBytes()).toBeGreaterThan(0);
      const { original, received } = await readCopies(swarm);
      expect(received).toEqual(original);
    },
  );

  it.concurrent.each([libtorrent, aria2])(
    'from two peers, of which $name is killed in the middle of a piece: it gets the rest from the other',
    async (kind) => {
      // So large that it is in the middle of some, whenever it dies.
      await using swarm = await openSwarm({ ...SWARM, pieceLength: 4 * MEBIBYTE });
      const { torrent, downloadFolder } = swarm;
      const seedOptions = {
        torrent,
        folder: torrent.contentFolder,
        useTrackers: false,
        uploadLimitBytesPerSecond: SEED_BYTES_PER_SECOND / 2,
      };
      await using mortal = await kind.seed(seedOptions);
      await using survivor = await libtorrent.seed(seedOptions);
      await Promise.all([
        mortal.complete(COMPLETE_TIMEOUT_MS),
        survivor.complete(COMPLETE_TIMEOUT_MS),
      ]);
      await using relay = await PeerRelay.open(mortal.address, { passesFast: true });
      await using leech = await shoal.leech({
        torrent,
        folder: downloadFolder,
        peers: [relay.address, survivor.address],
        useTrackers: false,
        encryption: 'plain',
      });
      await waitForProgress(leech, 0.25);

      process.kill(mortal.pid, 'SIGKILL');

      await leech.complete(COMPLETE_TIMEOUT_MS);
      // It had been serving before it died.
      expect(relay.handshakes).toBe(1);
      const { original, received } = await readCopies(swarm);
      expect(received).toEqual(original);
    },
  );
});
