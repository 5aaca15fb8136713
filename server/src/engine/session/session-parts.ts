/** The parts that a running session works with: opened together, and closed together by `closeParts`. */
import { systemClock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { systemRandom } from '../core/random.ts';
import { addressFamily, type AddressFamily } from '../net/address.ts';
import { Dht } from '../dht/index.ts';
import { addressScope } from '../net/address-rules.ts';
import type { DatagramSocket } from '../net/datagram-socket.ts';
import { createHostLookup } from '../net/host-lookup.ts';
import type { TcpConnection } from '../net/tcp-connection.ts';
import { DiskPool } from '../storage/disk-pool.ts';
import type { DiskLooks } from '../storage/volume-look.ts';
import { createTrackerComponents, type TrackerComponents } from '../tracker/index.ts';
import { Dialler } from './dialler.ts';
import type { EngineConfig, LoadMetainfo } from './engine-api.ts';
import type { PeerListeners } from './peer-listeners.ts';
import { openPeerPorts } from './peer-ports.ts';
import { SessionDht } from './session-dht.ts';
import { SessionDiscovery } from './session-discovery.ts';

export const VERSION = '0.1.0';

export interface SessionOptions {
  config: EngineConfig;
  logger: Logger;
  loadMetainfo?: LoadMetainfo;
  /** How disks are looked at. */
  diskLooks?: DiskLooks;
}

export interface SessionParts {
  listeners: PeerListeners;
  datagrams: DatagramSocket;
  tracking: TrackerComponents;
  dialler: Dialler;
  dht: SessionDht;
  discovery: SessionDiscovery;
  disk: DiskPool;
  logger: Logger;
}

export interface PartsOptions {
  config: EngineConfig;
  /** Files that each disk thread keeps open. */
  filesPerWorker: number;
  logger: Logger;
  peerId: Uint8Array;
  /** Somebody connected whom the user does not keep out. */
  onConnection(connection: TcpConnection): void;
  isBanned(address: string): boolean;
  /** What the DHT knows by now, for the next start. */
  onDhtState(state: Uint8Array): void;
  /** Memory of the disk threads may be free again. */
  onDiskBatchDone(): void;
}

/** Opens the sockets and starts the disk threads. Rejects where the port cannot be used. */
export async function openParts(options: PartsOptions): Promise<SessionParts> {
  const { config, logger, peerId } = options;
  const { peerHost: host, peerPort: port } = config;
  const { listeners, datagrams } = await openPeerPorts({ host, port, logger }, (connection) => {
    if (options.isBanned(connection.remote.address)) connection.close();
    else options.onConnection(connection);
  });
  const tracking = createTrackerComponents({
    clock: systemClock,
    random: systemRandom,
    logger,
    datagrams,
    localAddress: host,
    openNetworks: config.allowedFetchNetworks,
    acceptSelfSigned: config.acceptSelfSignedTrackers,
    version: VERSION,
  });
  const dialler = new Dialler({
    clock: systemClock,
    random: systemRandom,
    localAddress: host,
    peerId,
    config,
  });
  const disk = new DiskPool({
    workers: config.diskWorkers,
    filesPerWorker: options.filesPerWorker,
    writeSlabBytes: config.writeSlabBytes,
    readSlabBytes: config.readSlabBytes,
    onBatchDone: () => options.onDiskBatchDone(),
  });
  const dht = openDht(datagrams, options);
  const discovery = new SessionDiscovery({
    clock: systemClock,
    random: systemRandom,
    logger,
    config,
    port: listeners.port,
    dht: dht.service,
  });
  logger.info('engine started', { peerPort: listeners.port });
  return { listeners, datagrams, tracking, dialler, dht, discovery, disk, logger };
}

/** Takes nobody new and looks for nobody, lets the downloads shut down, and closes everything. */
export async function closeParts(
  { listeners, dialler, discovery, dht, tracking, datagrams, disk, logger }: SessionParts,
  shutDown: () => Promise<void>,
): Promise<void> {
  listeners.close();
  dialler.stop();
  discovery.stop();
  dht.stop();
  await shutDown();
  tracking.close();
  await Promise.all([datagrams.close(), disk.stop()]);
  logger.info('engine stopped');
}

function openDht(datagrams: DatagramSocket, options: PartsOptions): SessionDht {
  const { config, logger } = options;
  const service = config.dht
    ? new Dht({
        clock: systemClock,
        random: systemRandom,
        logger,
        socket: datagrams,
        families: datagrams.families,
        routers: config.dhtBootstrap,
        isReadOnly: config.dhtReadOnly,
        state: config.dhtState,
        uploadBytesPerSecond: config.dhtUploadBytesPerSecond,
        resolve: createHostLookup(systemClock),
        mayTalkTo: (address) => !options.isBanned(address),
      })
    : null;
  const dht = new SessionDht({
    service,
    clock: systemClock,
    onState: (state) => options.onDhtState(state),
  });
  dht.start();
  return dht;
}

/** The address that everything is bound to, by its family, where it is one that others can see. */
export function boundAddress(peerHost: string | null): Map<AddressFamily, string> {
  const isSeen = peerHost !== null && addressScope(peerHost) === 'public';
  return new Map(isSeen ? [[addressFamily(peerHost), peerHost]] : []);
}
