/**
 * Who sends more than it should is not listened to for a while: a host, which is an IPv4 address or an IPv6 network
 * of 64 bits (address-groups.ts). Invariant: memory is bounded, whatever number of addresses a flood is
 * sent from; those that are not counted because there are too many are left to send-budget.ts.
 */
import type { Clock } from '../core/clock.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import type { GroupAddress } from './address-groups.ts';

/** libtorrent's figures: more than 5 a second on the average of ten seconds, ignored for five minutes. */
const WINDOW_SECONDS = 10;
const MAX_PACKETS_A_WINDOW = 5 * WINDOW_SECONDS;
const BLOCK_MS = 5 * 60_000;
/** Sources that are counted in one window; real nodes hear from some hundred. */
const MAX_COUNTED = 8_192;
const MAX_BLOCKED = 4_096;

/** `limited`: this packet was the first too many. */
export type SourceVerdict = 'ok' | 'limited' | 'blocked';

export class SourceLimits {
  readonly #clock: Clock;
  readonly #groupOf: GroupAddress;
  readonly #counts = new Map<string, number>();
  /** Until when, in the order of their blocking. */
  readonly #blockedUntil = new Map<string, number>();
  #windowEndsAt = 0;

  constructor(clock: Clock, groupOf: GroupAddress) {
    this.#clock = clock;
    this.#groupOf = groupOf;
  }

  /** Sources that are not listened to now. */
  get blocked(): number {
    this.#unblock();
    return this.#blockedUntil.size;
  }

  /** Counts a packet and says whether it is to be read. Answers to our own questions are not for here. */
  allow(from: PeerEndpoint): SourceVerdict {
    this.#unblock();
    const source = this.#groupOf(from).host;
    if (this.#blockedUntil.has(source)) return 'blocked';
    this.#openWindow();
    const count = (this.#counts.get(source) ?? 0) + 1;
    if (count > MAX_PACKETS_A_WINDOW) {
      this.#block(source);
      return 'limited';
    }
    if (count > 1 || this.#counts.size < MAX_COUNTED) this.#counts.set(source, count);
    return 'ok';
  }

  #openWindow(): void {
    const now = this.#clock.now();
    if (now < this.#windowEndsAt) return;
    this.#counts.clear();
    this.#windowEndsAt = now + WINDOW_SECONDS * 1_000;
  }

  #block(source: string): void {
    const [oldest] = this.#blockedUntil.keys();
    if (this.#blockedUntil.size >= MAX_BLOCKED) this.#blockedUntil.delete(oldest!);
    this.#blockedUntil.set(source, this.#clock.now() + BLOCK_MS);
    this.#counts.delete(source);
  }

  /** Those whose time is over stand first. */
  #unblock(): void {
    const now = this.#clock.now();
    for (const [source, until] of this.#blockedUntil) {
      if (until > now) return;
      this.#blockedUntil.delete(source);
    }
  }
}
