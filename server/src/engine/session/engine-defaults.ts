import { availableParallelism } from 'node:os';
import type { EngineConfig } from './engine-api.ts';
import { openFileLimit } from './open-file-budget.ts';

const MEBIBYTE = 1024 * 1024;

/** Every default of the engine, with its reason. */
export function defaultEngineConfig(): EngineConfig {
  return {
    peerHost: null,
    peerPort: 51_413,
    // libtorrent ships 200, which users of big swarms raise first; a connection here costs about 20 KiB.
    maxConnections: 500,
    maxConnectionsPerDownload: 100,
    // libtorrent's; about 1 MiB.
    maxKnownPeers: 3_000,
    allowSeveralPerAddress: false,
    uploadSlots: null,
    // Transmission and libtorrent stop at 8: a good place to begin.
    uploadSlotsFloor: 8,
    // What seedboxes use; beyond it each peer of a gigabit link gets less than 1 MiB/s.
    uploadSlotsCeiling: 100,
    maxUploadSlots: 250,
    // As Transmission. More at a time end no sooner, but all of them later; qBittorrent has 3, which users raise.
    maxActiveDownloads: 5,
    // Who has 10,000 seeds wants all of them found: an idle one costs an announce now and then.
    maxActiveSeeds: null,
    maxActive: null,
    // Room for the database's log and for others on a disk that is as good as full.
    minFreeBytes: 64 * MEBIBYTE,
    // A disk that comes back or gets room is found within it; a look is three calls.
    volumeLookIntervalMs: 10_000,
    // As qBittorrent. A name that changes is worth it only to those whose other programs look into the folder.
    partSuffix: false,
    // The size of a file then says how far it is, and a download that is given up has cost no writes. Modern file
    // systems lay out what grows well enough.
    preallocation: 'none',
    // libtorrent's inactive_down_rate, inactive_up_rate and auto_manage_startup.
    slowBytesPerSecond: 2_048,
    slowAfterMs: 60_000,
    downloadLimit: null,
    uploadLimit: null,
    // What leaves a slow line usable for others; nothing holds them until the user says so.
    alternativeLimits: { downloadLimit: MEBIBYTE, uploadLimit: MEBIBYTE / 4 },
    alternativeMode: 'off',
    // Working hours of working days.
    schedule: { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 20 * 60 },
    // The line that a limit spares is not in the way to them (libtorrent's rule too).
    limitLocalPeers: false,
    // 64 pieces of 1 MiB in flight: a second of a gigabit link twice over.
    writeSlabBytes: 96 * MEBIBYTE,
    readSlabBytes: 32 * MEBIBYTE,
    diskWorkers: Math.max(1, Math.min(availableParallelism() - 1, 8)),
    maxOpenFiles: openFileLimit(),
    checkpointIntervalMs: 10_000,
    // A look costs as many stats as there are files; a fault that is a minute old is soon enough to tell.
    fileWatchIntervalMs: 60_000,
    // As qBittorrent's "allow" and libtorrent: reaches peers that require encryption and those that have none,
    // and costs next to nothing, since the stream goes on in plaintext where the peer lets it.
    encryption: 'allowed',
    dht: true,
    // Run by the makers of the commonest clients, who keep them up: one that answers is enough.
    dhtBootstrap: [
      'router.bittorrent.com:6881',
      'router.utorrent.com:6881',
      'dht.transmissionbt.com:6881',
      'dht.libtorrent.org:25401',
    ],
    dhtReadOnly: false,
    dhtState: null,
    // libtorrent's dht_upload_rate_limit.
    dhtUploadBytesPerSecond: 8_000,
    lsd: true,
    pex: true,
    // As large as a .torrent file that is taken.
    maxMetadataBytes: 10 * MEBIBYTE,
    // Torrents and API tokens name addresses: neither is to reach what is inside by Shoal.
    allowedFetchNetworks: [],
    acceptSelfSignedTrackers: false,
    logLevel: 'info',
  };
}
