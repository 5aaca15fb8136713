/**
 * Which downloads may look different since somebody looked last. Every change of a status has a version, so that
 * whoever keeps a copy of ten thousand is told of the few that moved. Invariant: a status that differs from what was
 * read at a version has a stamp above that version, within a second for what moves by itself.
 */

/** Removals that are remembered. Who has not looked for longer reads all anew. */
const MOST_GONE = 10_000;

export interface VersionChanges {
  version: number;
  /** All are among the changed ones: those that are not are gone. */
  isWhole: boolean;
  changed: string[];
  gone: string[];
}

export class StatusVersions {
  readonly #stamps = new Map<string, number>();
  /** In the order of their versions. */
  readonly #gone = new Map<string, number>();
  #version = 0;
  /** The latest removal that is forgotten. */
  #forgotten = 0;

  get current(): number {
    return this.#version;
  }

  /** It is new, or may look different. */
  touch(id: string): void {
    this.#stamps.set(id, ++this.#version);
    this.#gone.delete(id);
  }

  remove(id: string): void {
    if (!this.#stamps.delete(id)) return;
    this.#gone.set(id, ++this.#version);
    if (this.#gone.size <= MOST_GONE) return;
    const [oldest] = this.#gone;
    this.#gone.delete(oldest![0]);
    this.#forgotten = oldest![1];
  }

  /** What happened after that version; 0 is before all. */
  since(version: number): VersionChanges {
    const isWhole = version < this.#forgotten || version === 0;
    const after = isWhole ? 0 : version;
    const idsOf = (stamps: ReadonlyMap<string, number>): string[] =>
      [...stamps].filter(([, stamp]) => stamp > after).map(([id]) => id);
    return {
      version: this.#version,
      isWhole,
      changed: idsOf(this.#stamps),
      gone: isWhole ? [] : idsOf(this.#gone),
    };
  }

  clear(): void {
    for (const id of this.#stamps.keys()) this.remove(id);
  }
}
