/**
 * Questions to other nodes and their answers (BEP 5). An answer counts only where its transaction id is one that was
 * asked and it comes from the address and port that were asked; ids are 4 random bytes, so that one who does not
 * see the question cannot answer it. Every question ends once: answered, or failed.
 *
 * A question without an answer after a second is told as slow, so that a search goes on with others, and is given up
 * after 15 (libtorrent's figures). What is in flight is bounded; the rest waits in order, also while the upload
 * budget is used up.
 */
import type { Clock, Timer } from '../core/clock.ts';
import { toHex } from '../core/hex.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import { CLIENT_VERSION } from './client-version.ts';
import type { DhtErrorMessage, DhtQuestion, DhtResponse } from './dht-message.ts';
import { writeDhtMessage } from './write-dht-message.ts';

const SLOW_AFTER_MS = 1_000;
const GIVEN_UP_AFTER_MS = 15_000;
const SWEEP_MS = 250;
const BUDGET_RETRY_MS = 100;
const MAX_IN_FLIGHT = 512;
/** At 8 kB/s some 30 s of questions. */
const MAX_WAITING = 2_000;
const TRANSACTION_BYTES = 4;

export type CallFailure = 'timeout' | 'refused' | 'unsent';

/** What becomes of a question. Exactly one of `onAnswer` and `onFailed` is called, `onSlow` at most once before. */
export interface CallHandlers {
  onAnswer(response: DhtResponse, roundTripMs: number): void;
  onSlow?(): void;
  /** `refused`: the node answered with an error, so it is there. */
  onFailed(failure: CallFailure): void;
}

export interface DhtRpcOptions {
  clock: Clock;
  random: Random;
  isReadOnly: boolean;
  send(packet: Uint8Array, to: PeerEndpoint, onError: () => void): void;
  /** Whether so many bytes may be sent now. */
  takeBudget(bytes: number): boolean;
}

interface Call {
  to: PeerEndpoint;
  question: DhtQuestion;
  handlers: CallHandlers;
  sentAtMs: number;
  isSlow: boolean;
}

export class DhtRpc {
  readonly counts = { queriesOut: 0, answersIn: 0, timeouts: 0, unasked: 0 };
  readonly #options: DhtRpcOptions;
  /** By transaction id in hex; in the order of their sending. */
  readonly #inFlight = new Map<string, Call>();
  #waiting: Call[] = [];
  #sweep: Timer | null = null;
  #retry: Timer | null = null;
  #isStopped = false;

  constructor(options: DhtRpcOptions) {
    this.#options = options;
  }

  /** Asks, now or as soon as there is room for it. */
  ask(to: PeerEndpoint, question: DhtQuestion, handlers: CallHandlers): void {
    const call: Call = { to, question, handlers, sentAtMs: 0, isSlow: false };
    if (this.#isStopped || this.#waiting.length >= MAX_WAITING) {
      handlers.onFailed('unsent');
      return;
    }
    this.#waiting.push(call);
    this.#sendWaiting();
  }

  /** Takes an answer; false where nobody asked for it. */
  take(answer: DhtResponse | DhtErrorMessage, from: PeerEndpoint): boolean {
    const key = toHex(answer.transactionId);
    const call = this.#inFlight.get(key);
    if (call === undefined || call.to.address !== from.address || call.to.port !== from.port) {
      this.counts.unasked++;
      return false;
    }
    this.#inFlight.delete(key);
    this.counts.answersIn++;
    if (answer.kind === 'error') call.handlers.onFailed('refused');
    else call.handlers.onAnswer(answer, this.#options.clock.now() - call.sentAtMs);
    this.#sendWaiting();
    return true;
  }

  /** Whether this endpoint owes us an answer. */
  isAwaiting({ address, port }: PeerEndpoint): boolean {
    for (const { to } of this.#inFlight.values()) {
      if (to.port === port && to.address === address) return true;
    }
    return false;
  }

  /** Fails everything that waits. */
  stop(): void {
    this.#isStopped = true;
    this.#sweep?.cancel();
    this.#retry?.cancel();
    const calls = [...this.#inFlight.values(), ...this.#waiting];
    this.#inFlight.clear();
    this.#waiting = [];
    for (const call of calls) call.handlers.onFailed('unsent');
  }

  #sendWaiting(): void {
    while (this.#waiting.length > 0 && this.#inFlight.size < MAX_IN_FLIGHT) {
      const packet = this.#writeNext();
      if (!this.#options.takeBudget(packet.bytes.length)) break;
      this.#send(this.#waiting.shift()!, packet);
    }
    if (this.#waiting.length === 0 || this.#isStopped) return;
    this.#retry ??= this.#options.clock.setTimer(BUDGET_RETRY_MS, () => {
      this.#retry = null;
      this.#sendWaiting();
    });
  }

  #writeNext(): { bytes: Uint8Array; key: string } {
    const { random, isReadOnly } = this.#options;
    const { question } = this.#waiting[0]!;
    let transactionId = random.bytes(TRANSACTION_BYTES);
    while (this.#inFlight.has(toHex(transactionId)))
      transactionId = random.bytes(TRANSACTION_BYTES);
    const envelope = { transactionId, version: CLIENT_VERSION, isReadOnly };
    const bytes = writeDhtMessage({ kind: 'query', ...envelope, question });
    return { bytes, key: toHex(transactionId) };
  }

  #send(call: Call, packet: { bytes: Uint8Array; key: string }): void {
    const { clock } = this.#options;
    call.sentAtMs = clock.now();
    this.#inFlight.set(packet.key, call);
    this.counts.queriesOut++;
    this.#sweep ??= clock.setRepeating(SWEEP_MS, () => this.#sweepCalls());
    this.#options.send(packet.bytes, call.to, () => this.#fail(packet.key, call, 'unsent'));
  }

  #sweepCalls(): void {
    const now = this.#options.clock.now();
    for (const [key, call] of this.#inFlight) {
      const waitedMs = now - call.sentAtMs;
      if (waitedMs < SLOW_AFTER_MS) break;
      if (waitedMs >= GIVEN_UP_AFTER_MS) {
        this.counts.timeouts++;
        this.#fail(key, call, 'timeout');
      } else if (!call.isSlow) {
        call.isSlow = true;
        call.handlers.onSlow?.();
      }
    }
    this.#sendWaiting();
    if (this.#inFlight.size > 0) return;
    this.#sweep?.cancel();
    this.#sweep = null;
  }

  #fail(key: string, call: Call, failure: CallFailure): void {
    if (this.#inFlight.get(key) !== call) return;
    this.#inFlight.delete(key);
    call.handlers.onFailed(failure);
  }
}
