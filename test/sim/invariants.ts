/**
 * What holds in every state that a torrent can be in, and what holds when it is at rest: every unit of memory
 * has exactly one owner, every count is that of the things counted.
 */
import { BLOCK_STATE, type OpenPiece } from '../../server/src/engine/picker/open-piece.ts';
import { MAX_QUEUED_REQUESTS } from '../../server/src/engine/peer/upload-queue.ts';
import type { Slab } from '../../server/src/engine/storage/slab.ts';
import type { TorrentState } from '../../server/src/engine/torrent/torrent-state.ts';
import type { FakeTransport } from './fake-transport.ts';
import { MAX_CONNECTIONS, type LonelyTorrent } from './lonely-torrent.ts';

/** The engine's own bound of requests that it makes of one peer, and a window's last step beyond it. */
const MOST_REQUESTS = 2_100;
const MOST_RUNS_IN_FLIGHT = 20;

/** Something does not add up. */
export class BrokenInvariant extends Error {}

/** At any time between two messages. */
export function checkAlways(lonely: LonelyTorrent, transports: Iterable<FakeTransport>): void {
  const { state, disk } = lonely;
  equal('open connections', lonely.openConnections(), state.peers.size);
  atMost('connections', state.peers.size, MAX_CONNECTIONS);
  for (const peer of state.peers.values()) {
    atMost('queued uploads of a peer', peer.uploads.size, MAX_QUEUED_REQUESTS);
    atMost('requests of a peer', peer.requests.size, MOST_REQUESTS);
    atMost('runs in flight of a peer', peer.runsInFlight, MOST_RUNS_IN_FLIGHT);
  }
  let held = 0;
  for (const open of state.picker.openPieces.values()) held += checkPiece(state, open);
  const onTheWay = disk.unitsOnTheWay;
  equal('units of the write slab', usedUnits(disk.writeSlab), held + onTheWay.written);
  let sending = 0;
  for (const transport of transports) sending += transport.heldWrites;
  equal('units of the read slab', usedUnits(disk.readSlab), sending + onTheWay.read);
}

/** When every peer left, the disk has answered and the torrent was stopped. */
export function checkAtRest(lonely: LonelyTorrent): void {
  const { state, disk, uploadSlots } = lonely;
  equal('connections at rest', state.peers.size, 0);
  equal('counted connections at rest', lonely.openConnections(), 0);
  equal('upload slots at rest', uploadSlots.inUse, 0);
  equal('units of the write slab at rest', usedUnits(disk.writeSlab), 0);
  equal('units of the read slab at rest', usedUnits(disk.readSlab), 0);
  for (let piece = 0; piece < state.geometry.pieceCount; piece++) {
    equal(`copies of piece ${piece} at rest`, state.picker.copiesOf(piece), 0);
  }
}

/** Blocks that the piece has memory for. */
function checkPiece(state: TorrentState, open: OpenPiece): number {
  const counts = [0, 0, 0, 0, 0];
  for (let block = 0; block < open.blockCount; block++) {
    const blockState = open.states[block]!;
    counts[blockState]!++;
    let asked = 0;
    for (const peer of state.peers.values()) if (peer.requests.has(open.index, block)) asked++;
    const name = `block ${open.index}:${block} in state ${blockState}`;
    if (blockState <= BLOCK_STATE.incoming) {
      equal(`those asked for ${name}`, asked, open.requesters[block]!);
    }
    if (blockState === BLOCK_STATE.free) equal(`those asked for ${name}`, asked, 0);
    if (blockState === BLOCK_STATE.requested && asked === 0) {
      throw new BrokenInvariant(`nobody was asked for ${name}`);
    }
    const needsMemory = blockState > BLOCK_STATE.free && blockState < BLOCK_STATE.written;
    if (needsMemory && open.slabOffsetOf(block) < 0) {
      throw new BrokenInvariant(`there is no memory for ${name}`);
    }
  }
  equal(`free blocks of piece ${open.index}`, open.freeBlocks, counts[BLOCK_STATE.free]!);
  const done = counts[BLOCK_STATE.received]! + counts[BLOCK_STATE.written]!;
  equal(`done blocks of piece ${open.index}`, open.doneBlocks, done);
  if (state.picker.have.has(open.index)) {
    throw new BrokenInvariant(`piece ${open.index} is open and had`);
  }
  let held = 0;
  open.chunkOffsets.forEach((offset, chunk) => {
    if (offset >= 0) held += open.blocksOfChunk(chunk);
  });
  return held;
}

function usedUnits(slab: Slab): number {
  return slab.bytes.length / slab.unitBytes - slab.freeUnits;
}

function equal(what: string, found: number, expected: number): void {
  if (found !== expected) throw new BrokenInvariant(`${what}: ${found}, not ${expected}`);
}

function atMost(what: string, found: number, most: number): void {
  if (found > most) throw new BrokenInvariant(`${what}: ${found}, more than ${most}`);
}
