/**
 * What came of a session's announces, and what time trackers say it is. Invariant: an announce counts once, when it
 * ends, and one that nobody waited for any more does not count.
 */
import type { AnnounceTotals } from '../core/messages.ts';
import type { TrackerErrorCode } from './tracker-error.ts';

/** Several trackers outvote one that has the wrong time. */
const MAX_CLOCKS = 16;
/** `Date` tells whole seconds, cut off: on average half of one is missing. */
const DATE_RESOLUTION_MS = 1_000;

export class AnnounceCounts {
  readonly #answered: Record<AnnounceTotals['protocol'], number> = { http: 0, udp: 0 };
  readonly #failed = new Map<string, AnnounceTotals>();
  /** By host, the oldest first: how far its clock is before ours, in milliseconds. */
  readonly #clockOffsetsMs = new Map<string, number>();

  countAnswer(url: URL): void {
    this.#answered[protocolOf(url)]++;
  }

  countFailure(url: URL, code: TrackerErrorCode): void {
    const protocol = protocolOf(url);
    const totals = this.#failed.get(protocol + code) ?? { protocol, outcome: code, count: 0 };
    totals.count++;
    this.#failed.set(protocol + code, totals);
  }

  /** A tracker's `Date` header came at this time of ours. */
  noteDate(host: string, date: string, wallTime: number): void {
    const theirs = Date.parse(date);
    if (!Number.isFinite(theirs)) return;
    this.#clockOffsetsMs.delete(host);
    this.#clockOffsetsMs.set(host, theirs + DATE_RESOLUTION_MS / 2 - wallTime);
    const [oldest] = this.#clockOffsetsMs.keys();
    if (this.#clockOffsetsMs.size > MAX_CLOCKS) this.#clockOffsetsMs.delete(oldest!);
  }

  get totals(): AnnounceTotals[] {
    const answered = (['http', 'udp'] as const).map((protocol) => ({
      protocol,
      outcome: 'answered' as const,
      count: this.#answered[protocol],
    }));
    return [...answered, ...structuredClone([...this.#failed.values()])];
  }

  /** How far the clocks of trackers are before ours: the middle one; null while none is known. */
  get clockOffsetMs(): number | null {
    const offsets = [...this.#clockOffsetsMs.values()].toSorted((one, other) => one - other);
    return offsets[Math.floor(offsets.length / 2)] ?? null;
  }
}

function protocolOf(url: URL): AnnounceTotals['protocol'] {
  return url.protocol === 'udp:' ? 'udp' : 'http';
}
