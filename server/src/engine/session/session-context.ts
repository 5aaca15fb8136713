/** What the session gives to its torrents: the parts that they share, and the session's ear for what they tell. */
import { systemClock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Traffic } from '../core/messages.ts';
import { systemRandom } from '../core/random.ts';
import type { CheckPace } from '../limits/check-pace.ts';
import type { Turns } from '../limits/turns.ts';
import type { DialledSwarm, MagnetContext } from '../magnet/magnet-context.ts';
import { hashLoader } from '../metainfo/parse-metainfo.ts';
import { MAX_QUEUED_REQUESTS } from '../peer/upload-queue.ts';
import type { SessionTorrent, TorrentContext } from '../torrent/torrent-context.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { ConnectionRoom } from './connection-room.ts';
import type { DiskWatch } from './disk-watch.ts';
import type { DownloadQueue } from './download-queue.ts';
import type { EngineConfig, LoadMetainfo } from './engine-api.ts';
import { InfoCache } from './info-cache.ts';
import { OwnAddressVotes } from './own-address-votes.ts';
import type { PeerCounts } from './peer-counts.ts';
import type { SessionEvents } from './session-events.ts';
import type { SessionLimits } from './session-limits.ts';
import type { StatusVersions } from './status-versions.ts';
import { boundAddress, VERSION, type SessionParts } from './session-parts.ts';

/** The session, as far as its torrents need it. */
export interface ContextOwner {
  /** Changes with the settings. */
  config: EngineConfig;
  logger: Logger;
  limits: SessionLimits;
  peerId: Uint8Array;
  peerCounts: PeerCounts;
  /** Torrents add to it. */
  traffic: Traffic;
  disks: DiskWatch;
  queue: DownloadQueue;
  events: SessionEvents;
  checkTurns: Turns;
  checkPace: CheckPace;
  torrents: ReadonlyMap<string, Torrent>;
  /** Those that have something to do each second. */
  awake: Set<Torrent>;
  versions: StatusVersions;
  loadMetainfo: LoadMetainfo | null;
  isBanned(address: string): boolean;
  room: ConnectionRoom;
}

export function createTorrentContext(parts: SessionParts, owner: ContextOwner): TorrentContext {
  const { config, disks, events, queue, versions } = owner;
  const listenPort = parts.listeners.port;
  const votes = new OwnAddressVotes();
  const infos = new InfoCache(owner.loadMetainfo);
  return {
    clock: systemClock,
    random: systemRandom,
    logger: owner.logger,
    limits: config,
    downloadRate: owner.limits.download,
    uploadRate: owner.limits.upload,
    disk: parts.disk,
    tracking: parts.tracking,
    peerId: owner.peerId,
    listenPort,
    introduction: {
      client: `Shoal ${VERSION}`,
      requestQueue: MAX_QUEUED_REQUESTS,
      port: listenPort,
    },
    discovery: parts.discovery,
    externalAddresses: boundAddress(config.peerHost),
    voteForOwnAddress: (address, voter) => {
      const isBelieved = votes.vote(address, voter);
      if (isBelieved) parts.dht.service?.learnExternalAddress(address);
      return isBelieved;
    },
    traffic: owner.traffic,
    uploadSlots: { inUse: 0 },
    ...owner.peerCounts.told,
    ...connecting(parts, owner),
    wake: (torrent) => {
      const known = owner.torrents.get(torrent.id);
      if (known !== torrent) return;
      owner.awake.add(known);
      versions.touch(torrent.id);
    },
    loadPieceHashes: hashLoader(owner.loadMetainfo),
    loadInfo: async (id, own) => infos.get(id, own),
    claimRoom: (download) => disks.claimRoom(download),
    demandRoom: async (held, directory) => disks.demandRoom(held, directory),
    isVolumeMarked: (root) => disks.isMarked(root),
    takeCheckTurn: async () => owner.checkTurns.take(),
    checkPace: owner.checkPace,
    requestSlot: (turn) => queue.request(turn),
    stateChanged: (torrent, previous) => {
      if (owner.torrents.has(torrent.id)) versions.touch(torrent.id);
      events.tell('state', { id: torrent.id, previous, status: torrent.status() });
      queue.changed(torrent.turn);
      disks.changed(torrent.disk);
    },
    completed: (torrent, completedAt) => events.tell('completed', { id: torrent.id, completedAt }),
    relocated: (torrent) => {
      if (owner.torrents.has(torrent.id)) versions.touch(torrent.id);
      events.tell('relocated', { id: torrent.id, status: torrent.status() });
    },
    checkpoint: (torrent, resume) => events.tell('checkpoint', { id: torrent.id, resume }),
  };
}

/** The same for fetches of metadata, which dial for themselves. */
export function createMagnetContext(
  { dialler }: SessionParts,
  context: TorrentContext,
  owner: Pick<ContextOwner, 'config' | 'isBanned'> & {
    /** Whether the swarm is one of the session. */
    isThere(swarm: DialledSwarm): boolean;
    mayHold: MagnetContext['mayHold'];
    connectionsEach: MagnetContext['connectionsEach'];
  },
): MagnetContext {
  return {
    ...context,
    limits: owner.config,
    mayHold: (fetch) => owner.mayHold(fetch),
    connectionsEach: () => owner.connectionsEach(),
    dialFor: (swarm, endpoint, workedEncrypted) =>
      dialler.add({
        endpoint,
        infoHash: swarm.infoHash,
        offersDht: swarm.offersDht,
        workedEncrypted,
        isWanted: () => owner.isThere(swarm) && !owner.isBanned(endpoint.address),
        onConnected: (greeting) => swarm.admit({ ...greeting, incoming: false }),
        onFailed: () => swarm.dialFailed(endpoint),
        onDropped: () => swarm.dialPostponed(endpoint),
      }),
  };
}

/** Whom torrents may connect to, and the way to do it. */
function connecting(
  { dialler }: SessionParts,
  owner: ContextOwner,
): Pick<TorrentContext, 'isBanned' | 'mayConnect' | 'dial'> {
  const isThere = (torrent: SessionTorrent): boolean => owner.torrents.get(torrent.id) === torrent;
  return {
    isBanned: (address) => owner.isBanned(address),
    mayConnect: () => owner.room.places + dialler.pending < owner.room.maxConnections,
    dial: (torrent, endpoint, workedEncrypted) =>
      dialler.add({
        endpoint,
        infoHash: torrent.infoHash,
        offersDht: torrent.offersDht,
        workedEncrypted,
        isWanted: () => isThere(torrent) && !owner.isBanned(endpoint.address),
        onConnected: (greeting) => torrent.admit({ ...greeting, incoming: false }),
        onFailed: () => torrent.dialFailed(endpoint),
        onDropped: () => torrent.dialPostponed(endpoint),
      }),
  };
}
