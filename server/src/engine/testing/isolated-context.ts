/** What a torrent needs of its session, for tests of one torrent without a session: it may do whatever it wants. */
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { systemRandom } from '../core/random.ts';
import { CheckPace } from '../limits/check-pace.ts';
import { SharedRate } from '../limits/rate-allowance.ts';
import { defaultEngineConfig } from '../session/engine-defaults.ts';
import { WAY_IS_OFF, type PeerDiscovery } from '../torrent/peer-discovery.ts';
import type { TorrentContext } from '../torrent/torrent-context.ts';

/** Finds nobody. */
const noDiscovery: PeerDiscovery = {
  dhtPort: null,
  usesPex: false,
  addDhtNode: () => {},
  join: () => ({
    announceNow: () => {},
    leave: () => {},
    status: () => ({ dht: WAY_IS_OFF, lsd: WAY_IS_OFF }),
  }),
};

export interface IsolatedContext {
  context: TorrentContext;
  /** Connections that the torrent says are open. */
  openConnections: () => number;
}

/** A context with this disk and whatever else the test gives. */
export function isolatedContext(
  given: Pick<TorrentContext, 'disk'> & Partial<TorrentContext>,
): IsolatedContext {
  let connections = 0;
  let nextPeer = 1;
  const { clock = systemClock, random = systemRandom } = given;
  const logger = silentLogger;
  const context: TorrentContext = {
    clock,
    random,
    logger,
    limits: defaultEngineConfig(),
    downloadRate: new SharedRate(clock),
    uploadRate: new SharedRate(clock),
    tracking: {
      clock,
      random,
      logger,
      announce: async () => Promise.reject(new Error('there is no tracker')),
    },
    peerId: Buffer.from('-SH0100-000000000000'),
    listenPort: 1,
    introduction: { client: 'test', requestQueue: 500, port: 1 },
    externalAddresses: new Map(),
    discovery: noDiscovery,
    voteForOwnAddress: () => false,
    traffic: { downloadedBytes: 0, uploadedBytes: 0 },
    uploadSlots: { inUse: 0 },
    nextPeerNumber: () => nextPeer++,
    isBanned: () => false,
    mayConnect: () => true,
    connectionOpened: () => connections++,
    connectionClosed: () => connections--,
    countClose: () => {},
    dial: () => {},
    wake: () => {},
    loadPieceHashes: null,
    loadInfo: async (_id, own) => Promise.resolve(own),
    checkPace: new CheckPace(clock),
    claimRoom: () => null,
    demandRoom: async () => Promise.resolve(),
    isVolumeMarked: () => false,
    takeCheckTurn: async () => Promise.resolve(() => {}),
    requestSlot: (asking) => asking.setSlot(true),
    stateChanged: () => {},
    completed: () => {},
    relocated: () => {},
    checkpoint: () => {},
    ...given,
  };
  return { context, openConnections: () => connections };
}
