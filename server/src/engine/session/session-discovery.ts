/**
 * Finds peers for all swarms of the session that ask for it. Invariant: a swarm is announced while it is a member
 * and not after.
 */
import type { DiscoveryWayStatus, PeerEndpoint } from '../core/messages.ts';
import type {
  DiscoveredSwarm,
  DiscoveryMembership,
  PeerDiscovery,
} from '../torrent/peer-discovery.ts';
import type { EngineConfig } from './engine-api.ts';

const SWITCHED_OFF: DiscoveryWayStatus = {
  state: 'off',
  lastAnnounceAt: null,
  nextAnnounceAt: null,
  found: 0,
};

export class SessionDiscovery implements PeerDiscovery {
  readonly #swarms = new Set<DiscoveredSwarm>();
  readonly dhtPort: number | null = null;
  readonly usesPex: boolean;

  constructor({ pex }: Pick<EngineConfig, 'pex'>) {
    this.usesPex = pex;
  }

  addDhtNode(_node: PeerEndpoint): void {}

  join(swarm: DiscoveredSwarm): DiscoveryMembership {
    this.#swarms.add(swarm);
    return {
      announceNow: () => {},
      leave: () => this.#swarms.delete(swarm),
      status: () => ({ dht: SWITCHED_OFF, lsd: SWITCHED_OFF }),
    };
  }
}
