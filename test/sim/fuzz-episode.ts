/**
 * One torrent, two honest peers and a crowd of hostile ones: they talk, leave and come back while the disk is slow
 * and the user changes his mind. Then the crowd falls silent, and the honest ones must get what they came for.
 */
import type { PeerEndpoint } from '../../server/src/engine/core/messages.ts';
import { seededRandom, type Random } from '../../server/src/engine/core/random.ts';
import type { BuiltTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { encodeHandshake, parseHandshake } from '../../server/src/engine/wire/handshake.ts';
import { FakeTransport } from './fake-transport.ts';
import { BrokenInvariant, checkAlways, checkAtRest } from './invariants.ts';
import { OWN_PEER_ID, startLonely, type LonelyTorrent } from './lonely-torrent.ts';
import {
  HonestLeech,
  HonestSeed,
  HostilePeer,
  type SimulatedPeer,
  type SimulatedTorrent,
} from './simulated-peer.ts';

const MOST_HOSTILE = 12;
/** Reserved bytes of the handshake (BEP 10, BEP 6). */
const EXTENSIONS = { byte: 25, bit: 0x10 };
const FAST = { byte: 27, bit: 0x04 };
/** In the time of the simulation: what the honest peers may need when nobody talks any more. */
const MOST_SECONDS_TO_END = 300;
const STEPS_BETWEEN_CHECKS = 40;
const STEPS_AFTER_END = 50;
const MOST_STEPS = 100_000;
const DISK_FAULTS_ONE_IN = 400;

export interface EpisodeReport {
  messages: number;
  hostilePeers: number;
  /** Simulated seconds from the last hostile word to the end. */
  secondsToEnd: number;
  /** How often the honest seed was thrown out before it was done. */
  seedLosses: number;
}

export class FuzzEpisode {
  readonly #random: Random;
  readonly #built: BuiltTorrent;
  readonly #peers = new Set<SimulatedPeer>();
  #lonely!: LonelyTorrent;
  #torrent!: SimulatedTorrent;
  #seed: HonestSeed | null = null;
  #leech: HonestLeech | null = null;
  #nextAddress = 1;
  #hasSeed = false;
  readonly #report: EpisodeReport = {
    messages: 0,
    hostilePeers: 0,
    secondsToEnd: 0,
    seedLosses: 0,
  };

  constructor(seed: number, built: BuiltTorrent) {
    this.#random = seededRandom(seed);
    this.#built = built;
  }

  /** Lets the crowd say `messages`, and brings it to an end. */
  async run(messages: number): Promise<EpisodeReport> {
    const share = [0, 0, 0.5, 1][this.#random.below(4)]!;
    this.#lonely = await startLonely(
      this.#built,
      () => this.#random.next() < share,
      this.#random,
      (endpoint) => this.#dialled(endpoint),
    );
    const { state, disk } = this.#lonely;
    this.#torrent = { geometry: state.geometry, content: this.#built.content };
    const isDiskFlawed = this.#random.below(8) === 0;
    disk.faultOneIn = isDiskFlawed ? DISK_FAULTS_ONE_IN : 0;
    this.#hasSeed = this.#oneIn(4);
    await this.#storm(messages);
    this.#hasSeed = true;
    disk.faultOneIn = 0;
    await this.#comeToEnd();
    await this.#leave();
    return this.#report;
  }

  /** Ends early some time after the download did, so that most of what is said is said while it goes on. */
  async #storm(messages: number): Promise<void> {
    const { state } = this.#lonely;
    const wasComplete = state.isComplete;
    let stepsComplete = 0;
    for (let step = 0; this.#report.messages < messages; step++) {
      if (state.isComplete && !wasComplete && stepsComplete++ > STEPS_AFTER_END) return;
      if (step > MOST_STEPS) throw new BrokenInvariant('the crowd cannot talk any more');
      this.#step();
      await settle();
      if (step % STEPS_BETWEEN_CHECKS === 0) this.#check();
    }
  }

  #step(): void {
    const { torrent, clock, disk } = this.#lonely;
    this.#keepHonest();
    const hostile = [...this.#peers].filter((peer) => peer instanceof HostilePeer);
    if (hostile.length < 2 || (hostile.length < MOST_HOSTILE && this.#oneIn(8))) this.#join();
    const speaker = hostile[this.#random.below(hostile.length)];
    if (speaker) this.#report.messages += speaker.speak();
    for (const peer of this.#peers) {
      if (this.#oneIn(3)) peer.hear(1 + this.#random.below(20));
      const isHonest = !(peer instanceof HostilePeer);
      if (isHonest && this.#oneIn(4)) peer.speak(clock.now());
      if (!isHonest && this.#oneIn(200)) peer.transport.close();
    }
    if (this.#oneIn(3)) disk.run(this.#random.below(12));
    if (this.#oneIn(6)) this.#pass(1_000);
    if (this.#oneIn(2_000)) clock.advance(130_000);
    if (this.#oneIn(150)) this.#changeMind();
    const isStopped = ['paused', 'cancelled', 'error'].includes(torrent.stage);
    if (isStopped && this.#oneIn(15)) torrent.resume();
    this.#tellEnds(0.3);
  }

  /** What users do; the download is resumed again later. */
  #changeMind(): void {
    const { torrent } = this.#lonely;
    const { stage } = torrent;
    if (stage !== 'downloading' && stage !== 'seeding') return;
    const priority = this.#oneIn(2) ? 'skip' : 'normal';
    const changes = [
      () => torrent.pause(),
      () => torrent.cancel(),
      () => torrent.recheck(),
      () => torrent.update({ sequential: this.#oneIn(2) }),
      () => torrent.update({ filePriorities: [{ index: 0, priority }] }),
    ];
    changes[this.#random.below(changes.length)]!();
  }

  /** Nobody hostile does anything more, but none leaves: the honest ones finish all the same. */
  async #comeToEnd(): Promise<void> {
    const { torrent, disk, clock } = this.#lonely;
    if (torrent.stage !== 'checking')
      torrent.update({ filePriorities: [{ index: 0, priority: 'normal' }] });
    for (let second = 0; !this.#isDone; second++) {
      if (second > MOST_SECONDS_TO_END) throw new BrokenInvariant(this.#unfinished());
      this.#report.secondsToEnd = second;
      if (['paused', 'cancelled', 'error'].includes(torrent.stage)) torrent.resume();
      torrent.update({ filePriorities: [{ index: 0, priority: 'normal' }] });
      this.#keepHonest();
      for (let turn = 0; turn < 8; turn++) {
        for (const peer of this.#peers) {
          const isHonest = !(peer instanceof HostilePeer);
          if (isHonest || this.#oneIn(4)) peer.hear(50);
          if (isHonest) peer.speak(clock.now());
          else if (this.#oneIn(100)) peer.keepAlive();
        }
        disk.run(50);
        await settle();
      }
      this.#pass(1_000);
      this.#tellEnds(0.8);
      await settle();
      this.#check();
    }
    if (Buffer.compare(disk.content, this.#torrent.content) !== 0) {
      throw new BrokenInvariant('what is on the disk is not the torrent');
    }
  }

  /** Everybody goes, or the torrent does. */
  async #leave(): Promise<void> {
    const { torrent, disk, clock } = this.#lonely;
    const endings: (() => void | Promise<void>)[] = [
      () => torrent.cancel(),
      () => torrent.shutDown(),
      () => {
        for (const { transport } of this.#peers) transport.close();
        this.#tellEnds(1);
        torrent.pause();
      },
    ];
    const ended = Promise.resolve(endings[this.#random.below(endings.length)]!());
    await this.#rest();
    await ended;
    checkAtRest(this.#lonely);
    const removed = torrent.remove(false);
    await this.#rest();
    await removed;
    if (disk.openStorages > 0) throw new BrokenInvariant('the storage was not closed');
    if (clock.pendingTimers > 0) throw new BrokenInvariant('a timer was left');
  }

  async #rest(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) {
      this.#tellEnds(1);
      this.#lonely.disk.run(1_000);
      await settle();
    }
  }

  get #isDone(): boolean {
    const { torrent } = this.#lonely;
    return torrent.stage === 'seeding' && this.#leech !== null && this.#leech.hasAll;
  }

  #unfinished(): string {
    const { state, ...status } = this.#lonely.torrent.status();
    return `it is ${state} at ${status.progress} with ${status.peers} peers, the leech has ${this.#leech?.gotBlocks} blocks`;
  }

  #check(): void {
    checkAlways(
      this.#lonely,
      [...this.#peers].map(({ transport }) => transport),
    );
  }

  #pass(ms: number): void {
    this.#lonely.clock.advance(ms);
    this.#lonely.torrent.tick();
  }

  /** The honest ones come back, as if from elsewhere, whenever they lost the connection. */
  #keepHonest(): void {
    const { state } = this.#lonely;
    if (!state.isActive) return;
    if (
      this.#hasSeed &&
      state.isDownloading &&
      (this.#seed === null || this.#seed.transport.isClosed)
    ) {
      if (this.#seed) this.#report.seedLosses++;
      this.#seed = new HonestSeed(this.#torrent, this.#transport());
      this.#admit(this.#seed, { incoming: true, fast: false });
    }
    if (this.#leech === null || this.#leech.transport.isClosed) {
      this.#leech = new HonestLeech(this.#torrent, this.#transport());
      this.#admit(this.#leech, { incoming: true, fast: false });
    }
  }

  #join(): void {
    const { torrent } = this.#lonely;
    this.#report.hostilePeers++;
    if (this.#oneIn(4)) torrent.addPeers([this.#endpoint()]);
    else this.#joinHostile(this.#transport(), true);
  }

  /** The torrent wants to connect. */
  #dialled(endpoint: PeerEndpoint): void {
    if (this.#oneIn(3)) this.#lonely.torrent.dialFailed(endpoint);
    else if (this.#oneIn(8)) this.#lonely.torrent.dialPostponed(endpoint);
    else this.#joinHostile(new FakeTransport(endpoint), false);
  }

  #joinHostile(transport: FakeTransport, incoming: boolean): void {
    const fast = this.#oneIn(2);
    this.#admit(new HostilePeer(this.#random, this.#torrent, transport, fast), { incoming, fast });
  }

  #admit(peer: SimulatedPeer, { incoming, fast }: { incoming: boolean; fast: boolean }): void {
    const isOwnId = this.#oneIn(200);
    const id = isOwnId ? OWN_PEER_ID : Buffer.from(`-XX0000-${this.#peerName()}`);
    const bytes = encodeHandshake(this.#lonely.torrent.infoHash, id);
    bytes[FAST.byte] = fast ? FAST.bit : 0;
    bytes[EXTENSIONS.byte] = this.#oneIn(2) ? EXTENSIONS.bit : 0;
    const { transport } = peer;
    const handshake = parseHandshake(bytes)!;
    this.#peers.add(peer);
    const rest = new Uint8Array(0);
    this.#lonely.torrent.admit({ transport, encryption: 'none', handshake, incoming, rest });
  }

  /** Now and then one that is taken. */
  #peerName(): string {
    const number = this.#oneIn(40) ? 1 : this.#nextAddress;
    return String(number).padStart(12, '0');
  }

  #transport(): FakeTransport {
    return new FakeTransport(this.#endpoint());
  }

  #endpoint(): PeerEndpoint {
    const number = this.#nextAddress++;
    return { address: `20.${number >> 16}.${(number >> 8) & 255}.${number & 255}`, port: 6881 };
  }

  /** Sockets that were closed say so, some time later. */
  #tellEnds(share: number): void {
    for (const peer of this.#peers) {
      if (!peer.transport.isClosed || this.#random.next() >= share) continue;
      peer.transport.tellEnd();
      this.#peers.delete(peer);
    }
  }

  #oneIn(count: number): boolean {
    return this.#random.below(count) === 0;
  }
}

/** Lets the engine's microtasks run: its writes, and the answers of the disk. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await Promise.resolve();
}
