/**
 * How many bytes the DHT may send now: a rate, and three seconds of it saved up (libtorrent's figures). Questions of
 * our own may use all of it, answers to strangers only while half is left at least; when it runs low they get short
 * answers, at most three times their question, so that who asks in the name of others gains little by us. So no flood of
 * questions keeps us from asking, and none makes us send more than the rate.
 */
import type { Clock } from '../core/clock.ts';
import { MAX_ANSWER_BYTES } from './answer-room.ts';

const SAVED_SECONDS = 3;
/** Fills of the bucket above which answers are whole, and above which there are answers. */
const WHOLE_ANSWERS_ABOVE = 1 / 2;
const ANSWERS_ABOVE = 1 / 4;
const MOST_AMPLIFICATION = 3;

export class SendBudget {
  readonly #clock: Clock;
  readonly #bytesPerSecond: number;
  #left: number;
  #filledAt: number;

  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
    this.#left = bytesPerSecond * SAVED_SECONDS;
    this.#filledAt = clock.now();
  }

  /** Takes what a packet needs; false where it may not be sent now. One packet may overdraw what is left. */
  take(bytes: number): boolean {
    this.#fill();
    if (this.#left <= 0) return false;
    this.#left -= bytes;
    return true;
  }

  /** The same, but only while so much is left that answers are whole. */
  takeSpare(bytes: number): boolean {
    this.#fill();
    return this.#fillShare > WHOLE_ANSWERS_ABOVE && this.take(bytes);
  }

  /** Whether enough is left to answer strangers. */
  get hasAnswers(): boolean {
    this.#fill();
    return this.#fillShare > ANSWERS_ABOVE;
  }

  /** How long the answer to a question of this many bytes may be; 0: there is to be none. */
  answerBytes(questionBytes: number, isProven: boolean): number {
    if (!this.hasAnswers) return 0;
    if (this.#fillShare > WHOLE_ANSWERS_ABOVE || isProven) return MAX_ANSWER_BYTES;
    return questionBytes * MOST_AMPLIFICATION;
  }

  get #fillShare(): number {
    return this.#left / (this.#bytesPerSecond * SAVED_SECONDS);
  }

  #fill(): void {
    const now = this.#clock.now();
    const gained = ((now - this.#filledAt) / 1_000) * this.#bytesPerSecond;
    this.#left = Math.min(this.#left + gained, this.#bytesPerSecond * SAVED_SECONDS);
    this.#filledAt = now;
  }
}
