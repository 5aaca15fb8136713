/**
 * What each download's rates, or what else moves once a second, were told to be last, in the order in which they changed. Every change has a number, and a
 * reader needs no more than the number up to which it was told: it gets what changed since, merged, so that a slow one
 * gets fewer rates, never stale ones. Frames are written once for all readers that are at the same place.
 */
import type { DownloadProgress } from '@shared/events/stream.js';

/** Rates as they are sent: an array of changes, and the place that it brings its reader to. */
export interface RateFrame {
  json: string;
  upTo: number;
}

interface Row<Change> {
  changedAt: number;
  /** All fields that were ever told. */
  values: Change;
}

/** With what the carriers put around it, a frame stays below 64 KiB. */
const MAX_FRAME_BYTES = 63 * 1024;
const MAX_FRAMES = 4;

export class RateBoard<Change extends { id: string } = DownloadProgress> {
  /** The last changed come last. */
  readonly #rows = new Map<string, Row<Change>>();
  #place = 0;
  #placeBeforeLast = 0;
  #last: readonly Change[] = [];
  /** Those of the last changes, by where their readers stood. */
  readonly #frames = new Map<number, RateFrame[]>();

  /** Number of the last change. */
  get place(): number {
    return this.#place;
  }

  /** Takes what changed; a download is there at most once. */
  take(changes: readonly Change[]): void {
    this.#frames.clear();
    this.#placeBeforeLast = this.#place;
    this.#last = changes;
    for (const change of changes) {
      const values = this.#rows.get(change.id)?.values;
      this.#rows.delete(change.id);
      this.#rows.set(change.id, {
        changedAt: ++this.#place,
        values: values ? Object.assign(values, change) : { ...change },
      });
    }
  }

  /** A removed download has nothing to tell. */
  forget(id: string): void {
    if (!this.#rows.delete(id)) return;
    this.#frames.clear();
    this.#last = [];
    this.#placeBeforeLast = -1;
  }

  /** The next of what changed after that place; for a reader that heard all but the last changes, those alone. */
  framesAfter(place: number): readonly RateFrame[] {
    if (place >= this.#place) return [];
    const known = this.#frames.get(place);
    if (known) return known;
    const frames = toFrames(
      place === this.#placeBeforeLast ? numbered(this.#last, place) : this.#rowsAfter(place),
      this.#place,
    );
    this.#frames.set(place, frames);
    return frames;
  }

  *#rowsAfter(place: number): Iterable<[number, Change]> {
    for (const { changedAt, values } of this.#rows.values()) {
      if (changedAt > place) yield [changedAt, values];
    }
  }
}

function* numbered<Change>(changes: readonly Change[], place: number): Iterable<[number, Change]> {
  let changedAt = place;
  for (const change of changes) yield [++changedAt, change];
}

/** As many as a reader takes at a time: one that is far behind asks again. */
function toFrames(rows: Iterable<[number, object]>, end: number): RateFrame[] {
  const frames: RateFrame[] = [];
  let texts: string[] = [];
  let bytes = 0;
  let upTo = 0;
  for (const [changedAt, values] of rows) {
    const text = JSON.stringify(values);
    const size = Buffer.byteLength(text) + 1;
    if (texts.length > 0 && bytes + size > MAX_FRAME_BYTES) {
      frames.push({ json: `[${texts.join(',')}]`, upTo });
      if (frames.length === MAX_FRAMES) return frames;
      texts = [];
      bytes = 0;
    }
    texts.push(text);
    bytes += size;
    upTo = changedAt;
  }
  // Those that changed after the last one may be gone.
  if (texts.length > 0) frames.push({ json: `[${texts.join(',')}]`, upTo: end });
  return frames;
}
