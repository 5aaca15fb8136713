/**
 * Announces the session's swarms in the DHT and looks for their peers there: each every 15 minutes (libtorrent's), a
 * few at a time, downloads without peers sooner. While the DHT answers nothing at all, nobody is asked for but one
 * swarm now and then, to see whether it does again.
 */
import type { Clock } from '../core/clock.ts';
import type { DiscoveryWayStatus, PeerEndpoint } from '../core/messages.ts';
import type { DhtLookup, DhtLookupResult, DhtService } from '../dht/index.ts';
import { AnnounceSchedule, type Announced } from '../discovery/announce-schedule.ts';
import { endpointKey } from '../net/address.ts';
import { WAY_IS_OFF, type DiscoveredSwarm } from '../torrent/peer-discovery.ts';

const INTERVAL_MS = 15 * 60_000;
/** A download that nobody was found for asks again after this, each time after twice as long. */
const FIRST_RETRY_MS = 30_000;
/** A search asks some fifty nodes: seeds that are announced again are in no hurry, a new download is. */
const RUNNING_AT_ONCE = 4;
const RUNNING_URGENTLY = 16;
/** While the DHT does not answer. */
const FIRST_SILENCE_MS = 2_000;
const LONGEST_SILENCE_MS = 30_000;

interface Member extends Announced {
  swarm: DiscoveredSwarm;
  /** Different addresses that the search before found. */
  found: number;
  /** Those of the search that runs, each once though several nodes name it. */
  heard: Set<string>;
  /** Searches in a row that found nobody. */
  vainSearches: number;
  lookup: DhtLookup | null;
}

export interface DhtAnnouncesOptions {
  clock: Clock;
  dht: DhtService;
  /** Where peers reach us. */
  port: number;
  /** We announce ourselves, so every later search finds us. */
  isOurs(endpoint: PeerEndpoint): boolean;
}

export class DhtAnnounces {
  readonly #options: DhtAnnouncesOptions;
  readonly #members = new Map<DiscoveredSwarm, Member>();
  readonly #schedule = new AnnounceSchedule<Member>();
  #running = 0;
  #isStopped = false;
  /** Monotonic milliseconds. */
  #silentUntil = -Infinity;
  #silenceMs = FIRST_SILENCE_MS;

  constructor(options: DhtAnnouncesOptions) {
    this.#options = options;
  }

  add(swarm: DiscoveredSwarm): void {
    const member: Member = {
      swarm,
      found: 0,
      heard: new Set(),
      vainSearches: 0,
      lookup: null,
      isUrgent: () => !swarm.isSeed() && swarm.wantsPeers(),
    };
    this.#members.set(swarm, member);
    this.#schedule.add(member, this.#options.clock.now());
    this.tick();
  }

  delete(swarm: DiscoveredSwarm): void {
    const member = this.#members.get(swarm);
    if (member === undefined) return;
    this.#members.delete(swarm);
    this.#schedule.delete(member);
    member.lookup?.cancel();
  }

  hurry(swarm: DiscoveredSwarm): void {
    const member = this.#members.get(swarm);
    if (member !== undefined) this.#schedule.hurry(member, this.#options.clock.now());
    this.tick();
  }

  /** Begins what is due, as far as there is room. Once a second, too. */
  tick(): void {
    const { clock } = this.#options;
    const now = clock.now();
    while (!this.#isStopped && now >= this.#silentUntil && this.#running < RUNNING_URGENTLY) {
      const urgentOnly = this.#running >= RUNNING_AT_ONCE;
      const [member] = this.#schedule.take(now, clock.wallTime(), { urgentOnly });
      if (member === undefined) return;
      void this.#announce(member);
    }
  }

  /** Looks for nobody any more. */
  stop(): void {
    this.#isStopped = true;
    for (const { lookup } of this.#members.values()) lookup?.cancel();
  }

  status(swarm: DiscoveredSwarm): DiscoveryWayStatus {
    const { clock } = this.#options;
    const member = this.#members.get(swarm);
    if (member === undefined) return { ...WAY_IS_OFF };
    const status = this.#schedule.status(member, clock.now(), clock.wallTime());
    return { ...status, found: Math.max(member.found, member.heard.size) };
  }

  async #announce(member: Member): Promise<void> {
    const { dht, port } = this.#options;
    const { swarm } = member;
    this.#running++;
    member.lookup = dht.lookup(swarm.infoHash, {
      announce: { port, isSeed: swarm.isSeed() },
      onPeers: (peers, { address }) => this.#tell(member, peers, address),
    });
    const result = await member.lookup.done;
    member.lookup = null;
    this.#running--;
    if (this.#members.get(swarm) === member) this.#onEnd(member, result);
    this.tick();
  }

  #tell(member: Member, peers: readonly PeerEndpoint[], namedBy: string): void {
    if (this.#isStopped || this.#members.get(member.swarm) !== member) return;
    const others = peers.filter((peer) => !this.#options.isOurs(peer));
    for (const peer of others) member.heard.add(endpointKey(peer));
    if (member.swarm.wantsPeers()) member.swarm.onPeers(others, 'dht', namedBy);
  }

  #onEnd(member: Member, { answered }: DhtLookupResult): void {
    const now = this.#options.clock.now();
    member.found = member.heard.size;
    member.heard.clear();
    if (answered === 0) {
      this.#keepSilent(now);
      this.#schedule.end(member, now, 0);
      return;
    }
    this.#silentUntil = -Infinity;
    this.#silenceMs = FIRST_SILENCE_MS;
    const isVain = member.found === 0 && !member.swarm.isSeed();
    const retryMs = FIRST_RETRY_MS * 2 ** member.vainSearches;
    member.vainSearches = isVain ? member.vainSearches + 1 : 0;
    this.#schedule.end(member, now, isVain ? Math.min(retryMs, INTERVAL_MS) : INTERVAL_MS);
  }

  /** Searches that ran side by side count as one. */
  #keepSilent(now: number): void {
    if (now < this.#silentUntil) return;
    this.#silentUntil = now + this.#silenceMs;
    this.#silenceMs = Math.min(this.#silenceMs * 2, LONGEST_SILENCE_MS);
  }
}
