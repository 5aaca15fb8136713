/**
 * Peers of one torrent that no tracker named: found by the session (DHT, LSD), and what connected peers say of
 * themselves and of others. Invariant: nothing of it happens for a private torrent (BEP 27).
 */
import type { DiscoveryReport } from '../core/messages.ts';
import { isDialablePeer, strangerPeerRules, type PeerRules } from '../net/address-rules.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { WAY_IS_OFF, type DiscoveryMembership } from './peer-discovery.ts';
import type { TorrentContext } from './torrent-context.ts';
import { TorrentPex } from './torrent-pex.ts';
import type { TorrentState } from './torrent-state.ts';
import type { TorrentSwarm } from './torrent-swarm.ts';

/** Whoever made the torrent is a stranger on the internet. */
const TORRENT_NODE_RULES: PeerRules = { namedBy: 'public', allowServicePorts: false };

export class TorrentDiscovery {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #swarm: () => TorrentSwarm;
  readonly #pex: TorrentPex;
  #membership: DiscoveryMembership | null = null;

  /** The swarm may be made later. */
  constructor(state: TorrentState, context: TorrentContext, swarm: () => TorrentSwarm) {
    this.#state = state;
    this.#context = context;
    this.#swarm = swarm;
    this.#pex = new TorrentPex(state, (peers, rules) => {
      if (swarm().wantsEndpoints) swarm().addEndpoints(peers, 'pex', rules);
    });
  }

  /** Looks for peers until `stop`. */
  start(): void {
    if (this.#membership !== null || this.#isPrivate) return;
    const state = this.#state;
    for (const node of state.metainfo.nodes) {
      if (isDialablePeer(node, TORRENT_NODE_RULES)) this.#context.discovery.addDhtNode(node);
    }
    this.#membership = this.#context.discovery.join({
      infoHash: state.infoHash,
      isSeed: () => state.isComplete,
      wantsPeers: () => this.#swarm().wantsEndpoints,
      onPeers: (peers, source, namedBy) =>
        this.#swarm().addEndpoints(peers, source, strangerPeerRules(namedBy)),
    });
  }

  stop(): void {
    this.#membership?.leave();
    this.#membership = null;
  }

  announceNow(): void {
    this.#membership?.announceNow();
  }

  /** Once a second. */
  tick(): void {
    if (this.#usesPex && this.#state.isActive) this.#pex.tick(this.#context.clock.now());
  }

  onPex(peer: PeerConnection, payload: Uint8Array): void {
    if (this.#usesPex) this.#pex.onMessage(peer, payload);
  }

  /** The connection ended. */
  forget(peer: PeerConnection): void {
    this.#pex.forget(peer);
  }

  /** A peer said where it listens, and where it sees us. */
  onIntroduced(peer: PeerConnection): void {
    const { said } = peer.extensions;
    if (said === null) return;
    if (said.port !== null) this.#swarm().noteListenPort(peer, said.port);
    const { yourAddress } = said;
    if (yourAddress === null) return;
    if (this.#context.voteForOwnAddress(yourAddress, peer.remote.address)) {
      this.#swarm().learnOwnAddress(yourAddress);
    }
  }

  onDhtPort(peer: PeerConnection, port: number): void {
    if (this.#isPrivate) return;
    this.#context.discovery.addDhtNode({ address: peer.remote.address, port });
  }

  /** Where its peers come from. */
  report(): DiscoveryReport {
    const { dht, lsd } = this.#membership?.status() ?? { dht: WAY_IS_OFF, lsd: WAY_IS_OFF };
    const { found, partners: peersWithPex } = this.#pex;
    return {
      isPrivate: this.#isPrivate,
      dht,
      lsd,
      pex: { isOn: this.#usesPex, found, peersWithPex },
      ...this.#swarm().sources,
    };
  }

  get #usesPex(): boolean {
    return this.#context.discovery.usesPex && !this.#isPrivate;
  }

  get #isPrivate(): boolean {
    return this.#state.metainfo.private;
  }
}
