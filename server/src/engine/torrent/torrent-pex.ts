/**
 * Peer exchange (BEP 11) within one torrent: connected peers are told of each other, and name peers of theirs.
 * Invariant: told are only peers whose listening port is known, and nobody hears of an address that he could not have
 * named himself (net/address-rules.ts): no address of a local network leaves it.
 */
import { PexListener } from '../discovery/pex-listener.ts';
import { PexTeller } from '../discovery/pex-teller.ts';
import { endpointKey } from '../net/address.ts';
import { isDialablePeer, strangerPeerRules, type PeerRules } from '../net/address-rules.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { encodePexMessage, parsePexMessage, PEX_FLAGS, type PexPeer } from '../wire/pex-message.ts';
import type { TorrentState } from './torrent-state.ts';

/** A newcomer hears of the others within it; what changes is told once a minute. */
const LOOK_INTERVAL_MS = 2_000;

interface Exchange {
  teller: PexTeller<PexPeer>;
  listener: PexListener;
  /** What whoever has its address may name and hear of. */
  rules: PeerRules;
}

export class TorrentPex {
  readonly #state: TorrentState;
  readonly #onPeers: (peers: readonly PexPeer[], rules: PeerRules) => void;
  readonly #exchanges = new Map<PeerConnection, Exchange>();
  #nextLookAt = -Infinity;
  /** Addresses that peers named. */
  found = 0;

  constructor(state: TorrentState, onPeers: (peers: readonly PexPeer[], rules: PeerRules) => void) {
    this.#state = state;
    this.#onPeers = onPeers;
  }

  /** Connected peers that know the message. */
  get partners(): number {
    let count = 0;
    for (const peer of this.#state.peers.values()) if (knowsPex(peer)) count++;
    return count;
  }

  /** Once a second: tells what is due. */
  tick(now: number): void {
    if (now < this.#nextLookAt) return;
    this.#nextLookAt = now + LOOK_INTERVAL_MS;
    let worthTelling: Map<string, PexPeer> | null = null;
    for (const peer of this.#state.peers.values()) {
      if (!knowsPex(peer) || peer.isClosed) continue;
      const exchange = this.#exchangeWith(peer);
      if (!exchange.teller.isDue(now)) continue;
      worthTelling ??= this.#worthTelling();
      this.#tell(peer, exchange, worthTelling, now);
    }
  }

  onMessage(peer: PeerConnection, payload: Uint8Array): void {
    const { listener, rules } = this.#exchangeWith(peer);
    const verdict = listener.judgeTime(peer.now());
    const message = verdict === 'take' ? parsePexMessage(payload) : null;
    if (verdict === 'flood') peer.close('pex-flood');
    else if (verdict === 'take' && message === null) peer.close('bad-extension');
    if (message === null) return;
    const believed = listener.take(message.added, message.dropped);
    this.found += believed.length;
    const isOfUse = ({ flags }: PexPeer): boolean =>
      !this.#state.isComplete || (flags & PEX_FLAGS.uploadOnly) === 0;
    this.#onPeers(believed.filter(isOfUse), rules);
  }

  forget(peer: PeerConnection): void {
    this.#exchanges.delete(peer);
  }

  #exchangeWith(peer: PeerConnection): Exchange {
    const known = this.#exchanges.get(peer);
    if (known) return known;
    const rules = strangerPeerRules(peer.remote.address);
    const exchange = { teller: new PexTeller<PexPeer>(), listener: new PexListener(), rules };
    this.#exchanges.set(peer, exchange);
    return exchange;
  }

  #tell(
    peer: PeerConnection,
    { teller, rules }: Exchange,
    worthTelling: ReadonlyMap<string, PexPeer>,
    now: number,
  ): void {
    const itself = keyOf(peer);
    const audible = new Map<string, PexPeer>();
    for (const [key, other] of worthTelling) {
      if (key !== itself && isDialablePeer(other, rules)) audible.set(key, other);
    }
    const message = teller.next(audible, now);
    if (message !== null) peer.sendExtension('pex', encodePexMessage(message));
  }

  #worthTelling(): Map<string, PexPeer> {
    const peers = new Map<string, PexPeer>();
    for (const peer of this.#state.peers.values()) {
      const key = keyOf(peer);
      const port = portOf(peer);
      if (key === null || port === null || peer.isClosed) continue;
      peers.set(key, { address: peer.remote.address, port, flags: flagsOf(peer) });
    }
    return peers;
  }
}

function knowsPex(peer: PeerConnection): boolean {
  return peer.extensions.numberOf('pex') !== null;
}

/** Where it listens: where we dialled it, or where it says. */
function portOf(peer: PeerConnection): number | null {
  return peer.incoming ? (peer.extensions.said?.port ?? null) : peer.remote.port;
}

function keyOf(peer: PeerConnection): string | null {
  const port = portOf(peer);
  return port === null ? null : endpointKey({ address: peer.remote.address, port });
}

function flagsOf(peer: PeerConnection): number {
  return (
    (peer.encryption === 'none' ? 0 : PEX_FLAGS.prefersEncryption) |
    (peer.isSeed || peer.isUploadOnly ? PEX_FLAGS.uploadOnly : 0) |
    (peer.incoming ? 0 : PEX_FLAGS.outgoing)
  );
}
