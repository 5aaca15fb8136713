/**
 * The fast extension (BEP 6) on and off. No other client has a switch for it: between Shoal and the other stands
 * a line that takes the offer out of both handshakes.
 */
import { expect, it } from 'vitest';
import { aria2 } from '../support/clients/aria2.ts';
import type { ClientKind } from '../support/clients/client.ts';
import { libtorrent } from '../support/clients/libtorrent.ts';
import { shoal } from '../support/clients/shoal.ts';
import { transmission } from '../support/clients/transmission.ts';
import { describeWith } from '../support/describe-with.ts';
import { singleFile } from '../support/fixtures.ts';
import { findFreePort } from '../support/free-port.ts';
import { PeerRelay } from '../support/peer-relay.ts';
import { COMPLETE_TIMEOUT_MS, openSwarm, readCopies } from './swarm.ts';

const MEBIBYTE = 1024 * 1024;
const CONTENT = singleFile(16 * MEBIBYTE + 1);

interface Case {
  other: ClientKind;
  role: 'seed' | 'leech';
  fast: 'on' | 'off';
}

const CASES: Case[] = [libtorrent, aria2, transmission].flatMap((other) =>
  (['seed', 'leech'] as const).flatMap((role) =>
    (['on', 'off'] as const).map((fast) => ({ other, role, fast })),
  ),
);

describeWith(
  ['libtorrent', 'aria2c', 'transmission-daemon'],
  'Shoal and another client, the fast extension on and off',
  () => {
    it.concurrent.each(CASES)(
      'finish a transfer: $other.name as the $role, fast extension $fast',
      async ({ other, role, fast }) => {
        await using swarm = await openSwarm({ fixture: CONTENT, protocol: 'none' });
        await using clients = new AsyncDisposableStack();
        const { torrent } = swarm;
        const folders = { seed: torrent.contentFolder, leech: swarm.downloadFolder };
        const stranger = clients.use(
          await other[role]({
            torrent,
            folder: folders[role],
            port: await findFreePort(),
            useTrackers: false,
          }),
        );
        if (role === 'seed') await stranger.complete(COMPLETE_TIMEOUT_MS);
        const relay = clients.use(
          await PeerRelay.open(stranger.address, { passesFast: fast === 'on' }),
        );

        const ownRole = role === 'seed' ? 'leech' : 'seed';
        const own = clients.use(
          await shoal[ownRole]({
            torrent,
            folder: folders[ownRole],
            peers: [relay.address],
            useTrackers: false,
            // The line reads the handshake.
            encryption: 'plain',
          }),
        );
        await (role === 'seed' ? own : stranger).complete(COMPLETE_TIMEOUT_MS);

        const { original, received } = await readCopies(swarm);
        expect(received).toEqual(original);
        expect(relay.handshakes).toBe(1);
        // Without these the line proves nothing: there was no offer to take out.
        expect(relay.callerOffersFast).toBe(true);
        expect(relay.peerOffersFast).toBe(true);
      },
    );
  },
);
