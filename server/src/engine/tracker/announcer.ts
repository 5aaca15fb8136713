/**
 * Keeps one torrent known to its trackers (BEP 3, BEP 12). A round asks one tracker after the other in the
 * order of the tiers until one answers; the next round is due when that one said, or when the first that
 * failed may be tried again. There is never more than one announce on its way, but for the `stopped` ones,
 * which go out together. What arrives after `stop` is dropped.
 */
import type { Clock, Timer } from '../core/clock.ts';
import { RequestError } from '../core/engine-error.ts';
import type { Logger } from '../core/logger.ts';
import type { PeerEndpoint, TrackerStatus } from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import { AnnouncedTracker, type AnnounceTime } from './announced-tracker.ts';
import {
  DEFAULT_ANNOUNCE_INTERVALS,
  nextAnnounceMs,
  nextRetryMs,
  type AnnounceIntervals,
} from './announce-intervals.ts';
import { AnnounceWishes } from './announce-wishes.ts';
import { sendStopped } from './stopped-announces.ts';
import type { Announce } from './tracker-client.ts';
import { toTrackerError, type TrackerError } from './tracker-error.ts';
import type { TrackerTally } from './tracker-tally.ts';
import { sortedHosts } from './tracker-hosts.ts';
import { TrackerTiers } from './tracker-tiers.ts';
import type { AnnounceEvent, AnnounceReply, AnnounceRequest } from './tracker-transport.ts';

/** What all announcers of a session share. */
export interface AnnouncerComponents {
  clock: Clock;
  random: Random;
  logger: Logger;
  announce: Announce;
}

export interface AnnouncerInit {
  /** 20 bytes. */
  infoHash: Uint8Array;
  /** 20 bytes. */
  peerId: Uint8Array;
  port: () => number;
  tiers: readonly (readonly string[])[];
  totals: () => { uploaded: number; downloaded: number; left: number };
  /** How many peers to ask for: a number, or whether any are wanted. */
  wantsPeers: () => boolean | number;
  onPeers: (peers: PeerEndpoint[]) => void;
  /** Called when `status` or `swarm` may have changed. */
  onChange?: () => void;
  /** BEP 24: the address that a tracker sees us at. */
  onExternalAddress?: (address: string) => void;
  intervals?: Partial<AnnounceIntervals>;
}

/** libtorrent's num_want; trackers give fewer where they please. */
const PEERS_WANTED = 200;

interface Round {
  /** A user's wish asks even the trackers that failed a moment ago. */
  ignoreBackOff: boolean;
  /** The one tracker that is asked, where the user wished for it alone. */
  only: AnnouncedTracker | null;
  /** When the next round was due as this one began. */
  dueBefore: number | null;
  asked: Set<AnnouncedTracker>;
  /** The announce on its way. */
  current: { tracker: AnnouncedTracker; controller: AbortController } | null;
}

export class Announcer {
  readonly #components: AnnouncerComponents;
  readonly #init: AnnouncerInit;
  readonly #intervals: AnnounceIntervals;
  readonly #tiers: TrackerTiers<AnnouncedTracker>;
  readonly #key: number;
  #isRunning = false;
  #hasCompleted = false;
  #round: Round | null = null;
  /** `completed` came while a round ran: another follows at once. */
  #roundIsOwed = false;
  #timer: Timer | null = null;
  /** Monotonic; null while nothing is due. */
  #nextRoundAt: number | null = null;
  /** The tracker that answered last: the one whose interval counts. */
  #active: AnnouncedTracker | null = null;
  #stopping: Promise<void> | null = null;
  readonly #wishes: AnnounceWishes;
  #hosts: readonly string[];
  #wishTimer: Timer | null = null;

  constructor(components: AnnouncerComponents, init: AnnouncerInit) {
    this.#components = components;
    this.#init = init;
    this.#intervals = { ...DEFAULT_ANNOUNCE_INTERVALS, ...init.intervals };
    this.#wishes = new AnnounceWishes(this.#intervals.manualMs);
    this.#key = Buffer.from(components.random.bytes(4)).readUInt32BE();
    this.#tiers = new TrackerTiers(
      (url, tier) => new AnnouncedTracker(url, tier),
      components.random,
    );
    this.#tiers.replace(init.tiers);
    this.#hosts = this.#readHosts();
  }

  /** Begins a session with the trackers; after a `stop`, once that has said what it had to say. */
  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#hasCompleted = false;
    if (this.#stopping === null) this.#beginRound(false);
    else void this.#stopping.finally(() => this.#beginIfIdle());
  }

  /** The torrent became complete in this session: says so at once, within the tracker's interval too. */
  completed(): void {
    if (!this.#isRunning || this.#hasCompleted) return;
    this.#hasCompleted = true;
    if (this.#round !== null) this.#roundIsOwed = true;
    else if (this.#stopping === null) this.#beginRound(false);
  }

  /**
   * The user's wish: asks now, also trackers that wait after a failure and within a tracker's minimum
   * interval, but not sooner than `manualMs` after the last announce; a sooner wish is granted then.
   */
  announceNow(): void {
    if (!this.#isRunning || this.#round !== null || this.#stopping !== null) return;
    const times = this.#tiers.inOrder().map((tracker) => tracker.lastAnnounceAt ?? -Infinity);
    const earliest = Math.max(...times, -Infinity) + this.#intervals.manualMs;
    if (earliest <= this.#components.clock.now()) this.#beginRound(true);
    else this.#schedule(earliest, true);
  }

  /**
   * The same for one of its trackers alone. The others keep their times, and the one that is in use stays so.
   * Throws a RequestError where it is none of them, or none that can be asked.
   */
  announceTo(url: string): void {
    const tracker = this.#tiers.inOrder().find((candidate) => candidate.url === url);
    if (!tracker) {
      throw new RequestError('tracker-not-found', 'The download has no tracker of this address.');
    }
    if (tracker.parsedUrl === null) {
      throw new RequestError('invalid-argument', `${tracker.message ?? 'It cannot be used'}.`);
    }
    if (!this.#isRunning || this.#round?.current?.tracker === tracker) return;
    this.#wishes.add(tracker);
    this.#grantWishes();
  }

  /** Takes a new list of trackers; those that are gone are told `stopped`. */
  setTiers(tiers: readonly (readonly string[])[]): void {
    const removed = this.#tiers.replace(tiers);
    this.#hosts = this.#readHosts();
    this.#wishes.drop(removed);
    if (this.#active !== null && removed.includes(this.#active)) this.#active = null;
    const current = this.#round?.current;
    if (current && removed.includes(current.tracker)) current.controller.abort();
    void this.#leave(removed);
    if (
      this.#isRunning &&
      this.#round === null &&
      this.#stopping === null &&
      this.#active === null
    ) {
      this.#beginRound(false);
    }
    this.#init.onChange?.();
  }

  /**
   * Ends the session: tells `stopped` to those that know of us. Resolves always, within `stopDeadlineMs`. `isHandedOn`:
   * another announcer of the same torrent goes on in its place, and nobody is told.
   */
  stop(isHandedOn = false): Promise<void> {
    if (!this.#isRunning) return this.#stopping ?? Promise.resolve();
    this.#isRunning = false;
    this.#timer?.cancel();
    this.#wishTimer?.cancel();
    this.#wishes.clear();
    this.#nextRoundAt = null;
    this.#active = null;
    this.#roundIsOwed = false;
    this.#round?.current?.controller.abort();
    this.#round = null;
    const left = isHandedOn ? [] : this.#tiers.inOrder();
    const leaving = Promise.all([this.#stopping, this.#leave(left)]);
    const stopping = leaving.then(() => {
      if (this.#stopping === stopping) this.#stopping = null;
      return undefined;
    });
    this.#stopping = stopping;
    this.#init.onChange?.();
    return stopping;
  }

  status(): TrackerStatus[] {
    return this.#tiers.inOrder().map((tracker) => tracker.status(this.#nextWallTime(tracker)));
  }

  /** Of its trackers: sorted, each once. The same array until the trackers are others. */
  get hosts(): readonly string[] {
    return this.#hosts;
  }

  /** Counts its trackers. */
  tally(tally: TrackerTally): void {
    tally.add(this.#tiers.inOrder());
  }

  /** The largest counts that any tracker named. `peers` are those that still download. */
  swarm(): { seeds: number | null; peers: number | null } {
    const trackers = this.#tiers.inOrder();
    return {
      seeds: largest(trackers.map((tracker) => tracker.seeds)),
      peers: largest(trackers.map((tracker) => tracker.leechers)),
    };
  }

  #readHosts(): string[] {
    return sortedHosts(this.#tiers.inOrder().map(({ host }) => host));
  }

  /** After a `stop` that had to be waited for; nothing where another call was faster. */
  #beginIfIdle(): void {
    const isIdle = this.#round === null && this.#nextRoundAt === null && this.#stopping === null;
    if (this.#isRunning && isIdle) this.#beginRound(false);
  }

  #beginRound(ignoreBackOff: boolean, only: AnnouncedTracker | null = null): void {
    this.#timer?.cancel();
    const dueBefore = this.#nextRoundAt;
    this.#nextRoundAt = null;
    this.#roundIsOwed = false;
    const round: Round = { ignoreBackOff, only, dueBefore, asked: new Set(), current: null };
    this.#round = round;
    void this.#runRound(round);
  }

  async #runRound(round: Round): Promise<void> {
    const activeBefore = this.#active;
    let waitMs: number | null = null;
    for (let next = this.#nextTracker(round); next !== null; next = this.#nextTracker(round)) {
      waitMs = await this.#announceTo(next.tracker, next.url, round);
      if (this.#round !== round) return;
      if (waitMs !== null) break;
    }
    this.#round = null;
    const hasLostActive = activeBefore !== null && this.#active === null;
    if (this.#roundIsOwed || (round.only !== null && hasLostActive)) this.#beginRound(false);
    else this.#schedule(this.#nextDue(round, waitMs), false);
    this.#grantWishes();
    this.#init.onChange?.();
  }

  /** A round for one tracker that is not in use changes nothing for the others. */
  #nextDue({ only, dueBefore }: Round, waitMs: number | null): number | null {
    const isAside = only !== null && (waitMs === null || this.#active !== only);
    if (isAside && dueBefore !== null) return dueBefore;
    return waitMs === null ? this.#earliestRetry() : this.#components.clock.now() + waitMs;
  }

  #grantWishes(): void {
    this.#wishTimer?.cancel();
    const wish = this.#wishes.first();
    if (wish === null || !this.#isRunning || this.#round !== null || this.#stopping !== null) {
      return;
    }
    const delayMs = wish.dueAt - this.#components.clock.now();
    if (delayMs <= 0) this.#beginRound(true, wish.tracker);
    else this.#wishTimer = this.#components.clock.setTimer(delayMs, () => this.#grantWishes());
  }

  #nextTracker(round: Round): { tracker: AnnouncedTracker; url: URL } | null {
    const now = this.#components.clock.now();
    for (const tracker of this.#tiers.inOrder()) {
      const url = tracker.parsedUrl;
      if (url === null || round.asked.has(tracker)) continue;
      if (round.only !== null && round.only !== tracker) continue;
      if (tracker.mayBeAsked(now, round.ignoreBackOff)) return { tracker, url };
    }
    return null;
  }

  /** Resolves with the wait until the next round, or null where this tracker failed. */
  async #announceTo(tracker: AnnouncedTracker, url: URL, round: Round): Promise<number | null> {
    const controller = new AbortController();
    const request = this.#request(tracker, url, tracker.nextEvent(this.#hasCompleted));
    round.asked.add(tracker);
    this.#wishes.drop([tracker]);
    round.current = { tracker, controller };
    tracker.beginAnnounce();
    this.#init.onChange?.();
    try {
      const reply = await this.#components.announce(request, {
        deadlineMs: this.#intervals.announceDeadlineMs,
        signal: controller.signal,
      });
      return this.#round === round ? this.#succeed(round, request, reply) : null;
    } catch (error) {
      if (this.#round === round) this.#fail(tracker, toTrackerError(error));
      return null;
    } finally {
      round.current = null;
    }
  }

  #succeed(round: Round, request: AnnounceRequest, reply: AnnounceReply): number {
    const { tracker } = round.current!;
    tracker.succeed(request, reply, this.#time());
    if (round.only === null || this.#active === null) {
      this.#tiers.promote(tracker);
      this.#active = tracker;
    }
    const peers = reply.peers.length;
    this.#components.logger.debug('tracker answered', { host: hostOf(tracker), peers });
    if (reply.externalAddress !== null) this.#init.onExternalAddress?.(reply.externalAddress);
    if (peers > 0) this.#init.onPeers(reply.peers);
    return nextAnnounceMs(reply, this.#intervals, this.#components.random);
  }

  #fail(tracker: AnnouncedTracker, error: TrackerError): void {
    tracker.failures++;
    if (this.#active === tracker) this.#active = null;
    const time = this.#time();
    const { retryInSeconds } = error;
    const { random, logger } = this.#components;
    const retryMs =
      retryInSeconds === 'never'
        ? null
        : nextRetryMs(tracker.failures, { retryInSeconds }, this.#intervals, random);
    tracker.fail(error, retryMs === null ? null : time.now + retryMs, time);
    logger.debug('announce failed', { host: hostOf(tracker), code: error.code });
  }

  #request(tracker: AnnouncedTracker, url: URL, event: AnnounceEvent): AnnounceRequest {
    const { infoHash, peerId } = this.#init;
    const { uploaded, downloaded, left } = this.#init.totals();
    return {
      url,
      infoHash,
      peerId,
      port: this.#init.port(),
      uploaded: wholeNumber(uploaded),
      downloaded: wholeNumber(downloaded),
      left: wholeNumber(left),
      event,
      numWanted: event === 'stopped' ? 0 : this.#numWanted(),
      key: this.#key,
      trackerId: tracker.trackerId,
    };
  }

  #numWanted(): number {
    const wanted = this.#init.wantsPeers();
    return typeof wanted === 'number' ? wholeNumber(wanted) : wanted ? PEERS_WANTED : 0;
  }

  /** Tells those that know of us that we leave, and forgets what they said. */
  #leave(trackers: readonly AnnouncedTracker[]): Promise<void> {
    const requests: AnnounceRequest[] = [];
    for (const tracker of trackers) {
      if (tracker.hasStarted && tracker.parsedUrl !== null) {
        requests.push(this.#request(tracker, tracker.parsedUrl, 'stopped'));
      }
      tracker.reset();
    }
    return sendStopped(this.#components, requests, this.#intervals.stopDeadlineMs);
  }

  #schedule(dueAt: number | null, ignoreBackOff: boolean): void {
    this.#timer?.cancel();
    this.#nextRoundAt = dueAt;
    if (dueAt === null) return;
    const delayMs = Math.max(0, dueAt - this.#components.clock.now());
    this.#timer = this.#components.clock.setTimer(delayMs, () => this.#beginRound(ignoreBackOff));
  }

  #earliestRetry(): number | null {
    const times = this.#tiers
      .inOrder()
      .filter((tracker) => !tracker.isDisabled)
      .map((tracker) => tracker.retryAt)
      .filter((time) => time !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** A round asks a tracker that failed only after its own wait. */
  #nextWallTime(tracker: AnnouncedTracker): number | null {
    if (this.#nextRoundAt === null || tracker.isDisabled) return null;
    if (tracker.retryAt === null && tracker !== this.#active) return null;
    const dueAt = Math.max(this.#nextRoundAt, tracker.retryAt ?? this.#nextRoundAt);
    const { now, wallTime } = this.#time();
    return Math.round(wallTime + dueAt - now);
  }

  #time(): AnnounceTime {
    return { now: this.#components.clock.now(), wallTime: this.#components.clock.wallTime() };
  }
}

/** Passkeys are in paths and queries: only the host is ever logged. */
function hostOf(tracker: AnnouncedTracker): string {
  return tracker.parsedUrl?.host ?? '';
}

function wholeNumber(value: number): number {
  return Math.min(Math.max(0, Math.trunc(value)), Number.MAX_SAFE_INTEGER);
}

function largest(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : Math.max(...known);
}
