/**
 * Announces the session's swarms in the local network and hears who else is there (BEP 14): each every five minutes
 * (libtorrent's), a few datagrams a second, where many are due several in one. A datagram names its sender alone.
 * Invariant: nothing is taken from a datagram of ours, nor of a swarm that is no member.
 */
import type { Clock } from '../core/clock.ts';
import { toHex } from '../core/hex.ts';
import type { Logger } from '../core/logger.ts';
import type { DiscoveryWayStatus } from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import { AnnounceSchedule, type Announced } from '../discovery/announce-schedule.ts';
import { encodeLsdMessage, MAX_LSD_HASHES, parseLsdMessage } from '../discovery/lsd-message.ts';
import { LSD_HOSTS, LsdSockets } from '../discovery/lsd-sockets.ts';
import { WAY_IS_OFF, type DiscoveredSwarm } from '../torrent/peer-discovery.ts';

const INTERVAL_MS = 5 * 60_000;
/** The first announce may be lost while an interface comes up or a group is joined: it is said twice. */
const REPEAT_MS = 10_000;
const INTERFACES_EVERY_MS = 60_000;
const DATAGRAMS_PER_TICK = 4;
/** Datagrams of others that are looked at in one second. */
const HEARD_PER_SECOND = 50;
const COOKIE_BYTES = 4;

interface Member extends Announced {
  swarm: DiscoveredSwarm;
  infoHash: string;
  found: number;
  announces: number;
}

export interface LsdAnnouncesOptions {
  clock: Clock;
  random: Random;
  logger: Logger;
  host: string | null;
  /** Where peers reach us. */
  port: number;
}

export class LsdAnnounces {
  readonly #options: LsdAnnouncesOptions;
  readonly #sockets: LsdSockets;
  readonly #cookie: string;
  readonly #members = new Map<DiscoveredSwarm, Member>();
  readonly #byHash = new Map<string, Set<Member>>();
  readonly #schedule = new AnnounceSchedule<Member>();
  #refreshAt = -Infinity;
  #heardInSecond = 0;

  constructor(options: LsdAnnouncesOptions) {
    this.#options = options;
    const { host, logger, random } = options;
    this.#cookie = toHex(random.bytes(COOKIE_BYTES));
    this.#sockets = new LsdSockets({
      host,
      logger,
      onPacket: (packet, from) => this.#hear(packet, from),
    });
    this.#sockets.refresh();
  }

  add(swarm: DiscoveredSwarm): void {
    const infoHash = toHex(swarm.infoHash);
    const isUrgent = (): boolean => !swarm.isSeed() && swarm.wantsPeers();
    const member: Member = { swarm, infoHash, found: 0, announces: 0, isUrgent };
    this.#members.set(swarm, member);
    const same = this.#byHash.get(infoHash) ?? new Set();
    this.#byHash.set(infoHash, same.add(member));
    this.#schedule.add(member, this.#options.clock.now());
  }

  delete(swarm: DiscoveredSwarm): void {
    const member = this.#members.get(swarm);
    if (member === undefined) return;
    this.#members.delete(swarm);
    this.#schedule.delete(member);
    const same = this.#byHash.get(member.infoHash);
    same?.delete(member);
    if (same?.size === 0) this.#byHash.delete(member.infoHash);
  }

  hurry(swarm: DiscoveredSwarm): void {
    const member = this.#members.get(swarm);
    if (member !== undefined) this.#schedule.hurry(member, this.#options.clock.now());
  }

  /** Once a second. */
  tick(): void {
    const now = this.#options.clock.now();
    this.#heardInSecond = 0;
    if (now >= this.#refreshAt) {
      this.#refreshAt = now + INTERFACES_EVERY_MS;
      this.#sockets.refresh();
    }
    const most = DATAGRAMS_PER_TICK * MAX_LSD_HASHES;
    const due = this.#schedule.take(now, this.#options.clock.wallTime(), { most });
    // Clients that read one torrent of a datagram alone miss nothing while few are due.
    const hashesEach = due.length > DATAGRAMS_PER_TICK ? MAX_LSD_HASHES : 1;
    for (let from = 0; from < due.length; from += hashesEach) {
      this.#announce(due.slice(from, from + hashesEach), now);
    }
  }

  stop(): void {
    this.#sockets.close();
  }

  status(swarm: DiscoveredSwarm): DiscoveryWayStatus {
    const { clock } = this.#options;
    const member = this.#members.get(swarm);
    if (member === undefined) return { ...WAY_IS_OFF };
    const status = this.#schedule.status(member, clock.now(), clock.wallTime());
    return { ...status, found: member.found };
  }

  /** One datagram in each family. */
  #announce(members: readonly Member[], now: number): void {
    const infoHashes = members.map(({ infoHash }) => infoHash);
    const message = { port: this.#options.port, infoHashes, cookie: this.#cookie };
    for (const family of [4, 6] as const) {
      this.#sockets.send(encodeLsdMessage(LSD_HOSTS[family], message), family);
    }
    for (const member of members) {
      this.#schedule.end(member, now, member.announces++ === 0 ? REPEAT_MS : INTERVAL_MS);
    }
  }

  #hear(packet: Uint8Array, from: string): void {
    if (this.#heardInSecond++ >= HEARD_PER_SECOND) return;
    const message = parseLsdMessage(packet);
    if (message === null || message.cookie === this.#cookie) return;
    const peer = { address: from, port: message.port };
    for (const infoHash of new Set(message.infoHashes)) {
      for (const member of this.#byHash.get(infoHash) ?? []) {
        member.found++;
        if (member.swarm.wantsPeers()) member.swarm.onPeers([peer], 'lsd', from);
      }
    }
  }
}
