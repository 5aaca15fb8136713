/**
 * Whether a connection whose handshake is done may stay beside those that are open: one for each peer id and for
 * each address, none to ourselves. Pure.
 *
 * Two peers that dial each other at the same moment see their two connections in different order, and must
 * still keep the same one: the one that the smaller peer id dialled. An older connection stays in any case,
 * since it may have blocks under way; both sides see its age alike.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { addressScope } from '../net/address-rules.ts';

/** Longer than a dial and its handshake take: two connections within it may be one meeting. */
const SAME_MOMENT_MS = 10_000;

export interface MetPeer {
  /** 20 bytes as Latin-1. */
  readonly peerId: string;
  readonly remote: PeerEndpoint;
  readonly incoming: boolean;
}

export interface OpenPeer extends MetPeer {
  readonly isClosed: boolean;
  /** Monotonic milliseconds. */
  readonly connectedAt: number;
}

export interface OwnRules {
  peerId: string;
  allowSeveralPerAddress: boolean;
  now: number;
}

export type Verdict<Open extends OpenPeer> =
  | { kind: 'admit'; replaced: Open | null }
  | { kind: 'refuse'; reason: 'ourselves' }
  | { kind: 'refuse'; reason: 'duplicate'; of: Open };

/** `open` may hold connections that are closed but not gone yet. */
export function judgeNewcomer<Open extends OpenPeer>(
  newcomer: MetPeer,
  open: Iterable<Open>,
  own: OwnRules,
): Verdict<Open> {
  if (newcomer.peerId === own.peerId) return { kind: 'refuse', reason: 'ourselves' };
  const isAlone = !mayShare(newcomer.remote.address, own.allowSeveralPerAddress);
  let neighbour: Open | null = null;
  for (const peer of open) {
    if (peer.isClosed) continue;
    if (peer.peerId === newcomer.peerId) {
      if (isToReplace(newcomer, peer, own)) return { kind: 'admit', replaced: peer };
      return { kind: 'refuse', reason: 'duplicate', of: peer };
    }
    if (isAlone && peer.remote.address === newcomer.remote.address) neighbour = peer;
  }
  if (neighbour !== null) return { kind: 'refuse', reason: 'duplicate', of: neighbour };
  return { kind: 'admit', replaced: null };
}

/**
 * Whether several peers may come from this address. Many peers at one address are mostly one that wants more
 * than its share. Programs on this machine all have the loopback address, and no other to tell them apart.
 */
export function mayShare(address: string, allowSeveralPerAddress: boolean): boolean {
  return allowSeveralPerAddress || addressScope(address) === 'loopback';
}

/** A peer id is no secret: only who comes from the same address may take a connection's place. */
function isToReplace(newcomer: MetPeer, peer: OpenPeer, own: OwnRules): boolean {
  const haveMet =
    newcomer.incoming !== peer.incoming &&
    newcomer.remote.address === peer.remote.address &&
    own.now - peer.connectedAt < SAME_MOMENT_MS;
  const dialler = newcomer.incoming ? newcomer.peerId : own.peerId;
  const dialled = newcomer.incoming ? own.peerId : newcomer.peerId;
  return haveMet && dialler < dialled;
}
