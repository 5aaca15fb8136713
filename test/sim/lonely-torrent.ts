/**
 * One torrent of the engine with nothing real around it: a clock that stands still, a disk in memory, peers that
 * are objects. Everything that happens, happens because the simulation says so.
 */
import type { PeerEndpoint } from '../../server/src/engine/core/messages.ts';
import type { Random } from '../../server/src/engine/core/random.ts';
import { Bitfield } from '../../server/src/engine/pieces/bitfield.ts';
import { defaultEngineConfig } from '../../server/src/engine/session/engine-defaults.ts';
import { FakeClock } from '../../server/src/engine/testing/fake-clock.ts';
import { isolatedContext } from '../../server/src/engine/testing/isolated-context.ts';
import { addition } from '../../server/src/engine/testing/loopback-session.ts';
import type { BuiltTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import type { TorrentContext } from '../../server/src/engine/torrent/torrent-context.ts';
import { TorrentState } from '../../server/src/engine/torrent/torrent-state.ts';
import { Torrent } from '../../server/src/engine/torrent/torrent.ts';
import { MemoryDisk } from './memory-disk.ts';

const BLOCK_AND_HEAD_BYTES = 16_384 + 13;
/** One chunk of a large piece and half of another, so that memory runs short all the time; or three. */
const WRITE_SLAB_BYTES = [96 * 16_384, 192 * 16_384];
const READ_SLAB_BYTES = 6 * 16 * BLOCK_AND_HEAD_BYTES;
export const MAX_CONNECTIONS = 20;
export const OWN_PEER_ID = Buffer.from('-SH0100-000000000000');

export interface LonelyTorrent {
  torrent: Torrent;
  state: TorrentState;
  clock: FakeClock;
  disk: MemoryDisk;
  uploadSlots: { inUse: number };
  /** Connections that the torrent counts as open. */
  openConnections: () => number;
}

/** Makes one that has the pieces that `has` names, and starts it. */
export async function startLonely(
  built: BuiltTorrent,
  has: (piece: number) => boolean,
  random: Random,
  onDial: (endpoint: PeerEndpoint) => void,
): Promise<LonelyTorrent> {
  const clock = new FakeClock();
  const disk = new MemoryDisk({
    writeSlabBytes: WRITE_SLAB_BYTES[random.below(WRITE_SLAB_BYTES.length)]!,
    readSlabBytes: READ_SLAB_BYTES,
    random,
  });
  const { context, openConnections } = isolatedContext({
    clock,
    random,
    limits: { ...defaultEngineConfig(), maxConnectionsPerDownload: MAX_CONNECTIONS },
    disk: disk as unknown as TorrentContext['disk'],
    peerId: OWN_PEER_ID,
    dial: (_, endpoint) => onDial(endpoint),
  });
  const torrent = new Torrent(built.metainfo, addition(built, '/nowhere'), context);
  disk.onBatchDone = () => torrent.onMemoryFree();
  const { pieceCount, pieceLength, files } = built.metainfo;
  const have = new Bitfield(pieceCount);
  const bytes = new Uint8Array(built.content.length);
  for (let piece = 0; piece < pieceCount; piece++) {
    if (!has(piece)) continue;
    have.add(piece);
    const at = piece * pieceLength;
    bytes.set(built.content.subarray(at, at + pieceLength), at);
  }
  disk.lay(bytes);
  await torrent.prepare({
    have: have.bytes,
    files: files.map((file) => ({ bytes: file.bytes, modifiedMs: 1 })),
    partFile: null,
    partial: [],
    isSettled: true,
    bannedAddresses: [],
    downloadedBytes: 0,
    uploadedBytes: 0,
    completedAt: null,
  });
  torrent.begin();
  const state = stateOf(torrent);
  return { torrent, state, clock, disk, uploadSlots: context.uploadSlots, openConnections };
}

/** The state that a torrent keeps to itself: caught where the torrent reads it. */
function stateOf(torrent: Torrent): TorrentState {
  const { prototype } = TorrentState;
  const original = Object.getOwnPropertyDescriptor(prototype, 'isComplete')!;
  const caught: TorrentState[] = [];
  const get = function (this: TorrentState): boolean {
    caught.push(this);
    return original.get!.call(this) as boolean;
  };
  Object.defineProperty(prototype, 'isComplete', { ...original, get });
  torrent.status();
  Object.defineProperty(prototype, 'isComplete', original);
  return caught[0]!;
}
