/**
 * The engine's one door. Programs and the server import from here and from nowhere below.
 */
export { type Logger, type LogDetails, type LogLevel, silentLogger } from './core/logger.ts';
export { EventLoopMeter } from './core/event-loop-meter.ts';
export { EngineError, RequestError, type RequestErrorCode } from './core/engine-error.ts';
export { LEAST_RATE_LIMIT, MOVING_FIELDS, PREALLOCATIONS } from './core/messages.ts';
export type * from './session/engine-api.ts';
export { apiConnections, openFileLimit } from './session/open-file-budget.ts';
export { defaultEngineConfig } from './session/engine-defaults.ts';
export { ENCRYPTION_POLICIES } from './peer/encryption-policy.ts';
export { createEngine, EngineThreadError, type EngineOptions } from './host/engine-host.ts';
export type { Metainfo, MetainfoFile } from './metainfo/metainfo.ts';
export { parseMetainfo } from './metainfo/parse-metainfo.ts';
export { parseMetainfoInWorker } from './metainfo/parse-in-worker.ts';
export { renamedPaths, withFilePath, withFolderPath, withName } from './metainfo/file-renames.ts';
export {
  readVolumeMarker,
  VOLUME_MARKER_NAME,
  writeVolumeMarker,
} from './storage/volume-marker.ts';
export { volumeMissingSentence } from './storage/disk-fault.ts';
export { MetainfoError, type MetainfoErrorCode } from './metainfo/metainfo-error.ts';
export { parseMagnet, type Magnet } from './metainfo/magnet.ts';
export { selectedFiles } from './metainfo/selected-files.ts';
export { magnetSourceOf } from './metainfo/magnet-source.ts';
export { createMetainfo, type CreateMetainfo } from './metainfo/create-metainfo.ts';
export { createTorrentFromPath, type CreateTorrentOptions } from './metainfo/hash-files.ts';
export { addressScope, isDialablePeer, USER_PEER_RULES } from './net/address-rules.ts';
export { parseEndpoint } from './net/address.ts';
export { createHostLookup, type ResolveHost } from './net/host-lookup.ts';
export { FetchError, type FetchErrorCode } from './net/fetch-error.ts';
export { guardedFetch, type GuardedFetchOptions } from './net/guarded-fetch.ts';
export { systemClock } from './core/clock.ts';
export { AddressRanges, canonicalRange, rangeBits } from './net/address-ranges.ts';
export { trackerHostsOf } from './tracker/tracker-hosts.ts';
export { usableTrackers, type UsableTrackers } from './metainfo/tracker-list.ts';
