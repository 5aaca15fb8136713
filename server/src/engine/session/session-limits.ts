/**
 * The session's rate limits, both directions: the normal ones or the alternative ones, by the user's choice or
 * by the schedule.
 */
import type { Clock } from '../core/clock.ts';
import type { EngineSettings } from '../core/messages.ts';
import { SharedRate } from '../limits/rate-allowance.ts';
import { isAlternativeNow, localTimeOf } from '../limits/rate-schedule.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';

export class SessionLimits {
  readonly download: SharedRate<PeerConnection>;
  readonly upload: SharedRate<PeerConnection>;
  readonly #clock: Clock;
  readonly #settings: Readonly<EngineSettings>;
  #isAlternative = false;

  /** `settings` may change; `apply` takes over what they are then. */
  constructor(clock: Clock, settings: Readonly<EngineSettings>) {
    this.#clock = clock;
    this.#settings = settings;
    this.download = new SharedRate(clock);
    this.upload = new SharedRate(clock);
    this.apply();
  }

  /** Whether the alternative limits hold now. */
  get isAlternative(): boolean {
    return this.#isAlternative;
  }

  /** Once a second and after each change. Returns whether downloads are limited more than before. */
  apply(): boolean {
    const settings = this.#settings;
    const { alternativeMode, schedule, limitLocalPeers } = settings;
    const now = localTimeOf(this.#clock.wallTime());
    this.#isAlternative = isAlternativeNow(alternativeMode, schedule, now);
    const limits = this.#isAlternative ? settings.alternativeLimits : settings;
    const isLower = (limits.downloadLimit ?? Infinity) < (this.download.limit ?? Infinity);
    const holdsForMore = limitLocalPeers && !this.download.limitsLocalPeers;
    this.download.limitsLocalPeers = limitLocalPeers;
    this.upload.limitsLocalPeers = limitLocalPeers;
    this.download.setLimit(limits.downloadLimit);
    this.upload.setLimit(limits.uploadLimit);
    return isLower || holdsForMore;
  }

  stop(): void {
    this.download.stop();
    this.upload.stop();
  }
}
