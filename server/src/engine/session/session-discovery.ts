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
  config: Pick<EngineConfig, 'pex' | 'lsd' | 'peerHost'>;
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
  readonly usesPex: boolean;
  readonly #dhtNodes: DhtService | null;
  readonly #dht: Way | null;
  readonly #lsd: Way | null;
  readonly #ways: readonly Way[];
  readonly #ticking: Timer;
  #nodesInTick = 0;

  constructor({ config, dht, port, ...others }: SessionDiscoveryOptions) {
    const { clock } = others;
    this.dhtPort = dht === null ? null : port;
    this.usesPex = config.pex;
    this.#dhtNodes = dht;
    const isOurs = (endpoint: PeerEndpoint): boolean =>
      dht !== null && isOwnEndpoint(endpoint, { port, dht });
    this.#dht = dht && new DhtAnnounces({ clock, dht, port, isOurs });
    this.#lsd = config.lsd ? new LsdAnnounces({ ...others, host: config.peerHost, port }) : null;
    this.#ways = [this.#dht, this.#lsd].filter((way) => way !== null);
    this.#ticking = clock.setRepeating(TICK_MS, () => {
      this.#nodesInTick = 0;
      for (const way of this.#ways) way.tick();
    });
  }

  addDhtNode(node: PeerEndpoint): void {
    if (this.#nodesInTick++ >= NODES_PER_TICK) return;
    if (isDialablePeer(node, strangerPeerRules(node.address))) this.#dhtNodes?.addNode(node);
  }

  join(swarm: DiscoveredSwarm): DiscoveryMembership {
    for (const way of this.#ways) way.add(swarm);
    return {
      announceNow: () => {
        for (const way of this.#ways) way.hurry(swarm);
      },
      leave: () => {
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
}
