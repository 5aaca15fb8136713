import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { RateAllowance, SharedRate, type LimitedPeer } from './rate-allowance.ts';
import type { RateUser } from './rate-limiter.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const BLOCK = 16 * KIBIBYTE;

class Peer implements LimitedPeer {
  readonly isLocal: boolean;
  /** Blocks that it can take at a time. */
  readonly window: number;
  bytes = 0;

  constructor(window = 64, isLocal = false) {
    this.window = window;
    this.isLocal = isLocal;
  }
}

/** A download whose peers take whatever they may, at once and for ever. */
class GreedyDownload implements RateUser<Peer> {
  readonly allowance: RateAllowance<Peer>;
  readonly #clock: FakeClock;
  /** When how many bytes passed. */
  readonly passed: { at: number; bytes: number }[] = [];

  constructor(shared: SharedRate<Peer>, clock: FakeClock, limit: number | null = null) {
    this.#clock = clock;
    this.allowance = new RateAllowance(shared, clock);
    this.allowance.setOwnLimit(limit);
  }

  begin(...peers: Peer[]): void {
    for (const peer of peers) this.allowance.wait(peer, this);
  }

  useTurn(peer: Peer, mostBytes: number): number {
    const bytes = Math.min(mostBytes, this.allowance.available(peer), peer.window * BLOCK);
    const used = Math.max(Math.floor(bytes / BLOCK), 0) * BLOCK;
    this.allowance.take(peer, used);
    peer.bytes += used;
    if (used > 0) this.passed.push({ at: this.#clock.now(), bytes: used });
    if (this.allowance.isLimited(peer)) this.allowance.wait(peer, this);
    return used;
  }
}

function setUp(limit: number | null): { clock: FakeClock; shared: SharedRate<Peer> } {
  const clock = new FakeClock();
  const shared = new SharedRate<Peer>(clock);
  shared.setLimit(limit);
  return { clock, shared };
}

const total = (download: GreedyDownload): number =>
  download.passed.reduce((sum, { bytes }) => sum + bytes, 0);

/** The most that passed in any interval of that length. */
function largestBurst(download: GreedyDownload, intervalMs: number): number {
  return Math.max(
    ...download.passed.map(({ at: from }) =>
      download.passed
        .filter(({ at }) => at >= from && at < from + intervalMs)
        .reduce((sum, { bytes }) => sum + bytes, 0),
    ),
  );
}

describe('a limit', () => {
  it.each([20 * KIBIBYTE, 100 * KIBIBYTE, MEBIBYTE, 50 * MEBIBYTE])(
    'of %i bytes a second is met within five per cent over ten seconds, without bursts',
    (limit) => {
      const { clock, shared } = setUp(limit);
      const download = new GreedyDownload(shared, clock);
      download.begin(new Peer(1_000), new Peer(1_000), new Peer(1_000));
      clock.advance(10_000);
      expect(total(download)).toBeLessThanOrEqual(limit * 10.5);
      expect(total(download)).toBeGreaterThanOrEqual(limit * 9.5 - BLOCK);
      expect(largestBurst(download, 250)).toBeLessThanOrEqual(Math.max(limit / 2, BLOCK));
    },
  );

  it('is met though the turns come late', () => {
    const { clock, shared } = setUp(MEBIBYTE);
    const download = new GreedyDownload(shared, clock);
    const peer = new Peer(1_000);
    // A busy thread: nothing happens for 200 ms at a time.
    for (let turn = 0; turn < 50; turn++) {
      clock.advance(200);
      download.useTurn(peer, Infinity);
    }
    expect(total(download) / 10 / MEBIBYTE).toBeCloseTo(1, 1);
  });

  it('opens with no burst after a pause of everyone', () => {
    const { clock, shared } = setUp(MEBIBYTE);
    clock.advance(60_000);
    const download = new GreedyDownload(shared, clock);
    download.begin(new Peer(1_000));
    clock.advance(250);
    expect(total(download)).toBeLessThanOrEqual(MEBIBYTE / 2 + BLOCK);
  });

  it('is shared alike by the peers of several downloads', () => {
    const { clock, shared } = setUp(MEBIBYTE);
    const downloads = [new GreedyDownload(shared, clock), new GreedyDownload(shared, clock)];
    const peers = Array.from({ length: 40 }, () => new Peer());
    peers.forEach((peer, index) => downloads[index % 2]!.begin(peer));
    clock.advance(20_000);
    const bytes = peers.map((peer) => peer.bytes);
    expect(Math.min(...bytes)).toBeGreaterThan(0);
    expect(Math.max(...bytes) - Math.min(...bytes)).toBeLessThanOrEqual(2 * BLOCK);
  });

  it('goes to those that can use it where others cannot', () => {
    const { clock, shared } = setUp(10 * MEBIBYTE);
    const download = new GreedyDownload(shared, clock);
    const slow = new Peer(1);
    const fast = new Peer(1_000);
    const small = new GreedyDownload(shared, clock, 32 * KIBIBYTE);
    download.begin(slow, fast);
    const held = [new Peer(), new Peer(), new Peer()];
    small.begin(...held);
    clock.advance(10_000);
    expect(total(small) / 10).toBeCloseTo(32 * KIBIBYTE, -4);
    expect((total(small) + total(download)) / 10 / MEBIBYTE).toBeCloseTo(10, 0);
    for (const { bytes } of [slow, ...held]) expect(bytes).toBeGreaterThan(0);
  });

  it('of a download holds beside a larger one of all', () => {
    const { clock, shared } = setUp(MEBIBYTE);
    const held = new GreedyDownload(shared, clock, 200 * KIBIBYTE);
    const free = new GreedyDownload(shared, clock);
    held.begin(new Peer());
    free.begin(new Peer());
    clock.advance(10_000);
    expect(total(held) / 10 / KIBIBYTE).toBeCloseTo(200, -1);
    expect(total(free) / 10 / KIBIBYTE).toBeCloseTo(1024 - 200, -1.5);
  });

  it('leaves out local peers until it is told to hold them too; the own limit holds them always', () => {
    const { clock, shared } = setUp(64 * KIBIBYTE);
    const download = new GreedyDownload(shared, clock);
    const local = new Peer(64, true);
    expect(download.allowance.isLimited(local)).toBe(false);
    expect(download.allowance.available(local)).toBe(Infinity);
    expect(download.allowance.isLimited(new Peer())).toBe(true);
    shared.limitsLocalPeers = true;
    expect(download.allowance.isLimited(local)).toBe(true);
    shared.limitsLocalPeers = false;
    download.allowance.setOwnLimit(MEBIBYTE);
    expect(download.allowance.isLimited(local)).toBe(true);
  });

  it('runs no timer but while somebody waits', () => {
    const { clock, shared } = setUp(MEBIBYTE);
    expect(clock.pendingTimers).toBe(0);
    const download = new GreedyDownload(shared, clock);
    download.begin(new Peer());
    expect(clock.pendingTimers).toBe(1);
    shared.setLimit(null);
    clock.advance(50);
    expect(clock.pendingTimers).toBe(0);
  });
});
