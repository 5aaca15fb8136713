/**
 * Finds peers without trackers for all swarms of the session that ask for it: by the DHT and in the local network,
 * each where it is switched on. Invariant: a swarm is announced while it is a member and not after.
 */
import type { Clock, Timer } from '../core/clock.ts';
import type { DiscoveryWayStatus, PeerEndpoint } from '../core/messages.ts';
import type { Logger } from '../core/logger.ts';
import type { Random } from '../core/random.ts';
import type { DhtService } from '../dht/index.ts';
import { isDialablePeer, strangerPeerRules } from '../net/address-rules.ts';
import {
  WAY_IS_OFF,
  type DiscoveredSwarm,
  type DiscoveryMembership,
  type PeerDiscovery,
} from '../torrent/peer-discovery.ts';
import { DhtAnnounces } from './dht-announces.ts';
import type { EngineConfig } from './engine-api.ts';
import { LsdAnnounces } from './lsd-announces.ts';
import { isOwnEndpoint } from './own-endpoint.ts';

const TICK_MS = 1_000;
/** Nodes that peers name in one second: whoever sends one PORT after the other has us ping no more than these. */
const NODES_PER_TICK = 20;

export interface SessionDiscoveryOptions {
  clock: Clock;
  random: Random;
  logger: Logger;
  /** Read anew: `pex` and `lsd` may be changed, which `configure` is told. */
  config: Readonly<Pick<EngineConfig, 'pex' | 'lsd' | 'peerHost'>>;
  /** TCP and UDP. */
  port: number;
  /** Null where it is switched off. */
  dht: DhtService | null;
}

/** One way to find peers. */
interface Way {
  add(swarm: DiscoveredSwarm): void;
  delete(swarm: DiscoveredSwarm): void;
  hurry(swarm: DiscoveredSwarm): void;
  tick(): void;
  stop(): void;
  status(swarm: DiscoveredSwarm): DiscoveryWayStatus;
}

export class SessionDiscovery implements PeerDiscovery {
  readonly dhtPort: number | null;
  readonly #options: SessionDiscoveryOptions;
  readonly #dht: Way | null;
  #lsd: Way | null = null;
  readonly #members = new Set<DiscoveredSwarm>();
  readonly #ticking: Timer;
  #nodesInTick = 0;

  constructor(options: SessionDiscoveryOptions) {
    this.#options = options;
    const { clock, dht, port } = options;
    this.dhtPort = dht === null ? null : port;
    const isOurs = (endpoint: PeerEndpoint): boolean =>
      dht !== null && isOwnEndpoint(endpoint, { port, dht });
    this.#dht = dht && new DhtAnnounces({ clock, dht, port, isOurs });
    this.configure();
    this.#ticking = clock.setRepeating(TICK_MS, () => {
      this.#nodesInTick = 0;
      for (const way of this.#ways) way.tick();
    });
  }

  get usesPex(): boolean {
    return this.#options.config.pex;
  }

  /** Does as its configuration says by now: all members are announced by a way that was switched on. */
  configure(): void {
    const { config, port, ...others } = this.#options;
    if (config.lsd === (this.#lsd !== null)) return;
    this.#lsd?.stop();
    this.#lsd = config.lsd ? new LsdAnnounces({ ...others, host: config.peerHost, port }) : null;
    for (const swarm of this.#members) this.#lsd?.add(swarm);
  }

  addDhtNode(node: PeerEndpoint): void {
    if (this.#nodesInTick++ >= NODES_PER_TICK) return;
    if (isDialablePeer(node, strangerPeerRules(node.address))) this.#options.dht?.addNode(node);
  }

  join(swarm: DiscoveredSwarm): DiscoveryMembership {
    this.#members.add(swarm);
    for (const way of this.#ways) way.add(swarm);
    return {
      announceNow: () => {
        for (const way of this.#ways) way.hurry(swarm);
      },
      leave: () => {
        this.#members.delete(swarm);
        for (const way of this.#ways) way.delete(swarm);
      },
      status: () => ({
        dht: this.#dht?.status(swarm) ?? { ...WAY_IS_OFF },
        lsd: this.#lsd?.status(swarm) ?? { ...WAY_IS_OFF },
      }),
    };
  }

  stop(): void {
    this.#ticking.cancel();
    for (const way of this.#ways) way.stop();
  }

  get #ways(): Way[] {
    return [this.#dht, this.#lsd].filter((way) => way !== null);
  }
}
