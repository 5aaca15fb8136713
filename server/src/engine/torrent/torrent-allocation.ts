/**
 * Fills the wanted files of a torrent with zeros before it asks for anything, where the setting says so, so that
 * nothing else can take their room: in steps, shown as `checking`, given up at a pause and gone on with from where
 * the files end. Invariant: while it goes on the torrent keeps its slot and transfers nothing.
 */
import { STATUS } from '../storage/disk-protocol.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

export interface AllocationListener {
  /** Runs a change and tells the session where it led. */
  change(change: () => void): void;
  /** Files were made or have grown. */
  onFilesChanged(): void;
  /** All files have their room. */
  onAllocated(): void;
  onFault(status: number): void;
}

export class TorrentAllocation {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #listener: AllocationListener;
  /** The files that were wanted when all had their room. */
  #isDone = false;
  #working: Promise<void> | null = null;

  constructor(state: TorrentState, context: TorrentContext, listener: AllocationListener) {
    this.#state = state;
    this.#context = context;
    this.#listener = listener;
  }

  /** Whether something is to be filled before it goes on. */
  get isDue(): boolean {
    const { preallocation, isComplete } = this.#state;
    return preallocation === 'full' && !isComplete && !this.#isDone;
  }

  /** Other files are wanted than before. */
  onWantedChanged(): void {
    this.#isDone = false;
  }

  /** Within a change. */
  start(): void {
    this.#state.isAllocating = true;
    this.#state.checkProgress = 0;
    this.#working ??= this.#work().finally(() => (this.#working = null));
  }

  /** Within a change: gives it up for now. */
  stop(): void {
    this.#state.isAllocating = false;
  }

  /** Resolves when no step is under way. */
  async ended(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#state.isAllocating && !this.#state.isRemoved) {
      // Before and after: a record that is made meanwhile does not take it for the work of others.
      this.#listener.onFilesChanged();
      const step = await this.#context.disk.allocateStep(this.#state.storage);
      this.#listener.onFilesChanged();
      if (!this.#state.isAllocating) return;
      if (step.status !== STATUS.ok) {
        this.#listener.onFault(step.status);
        return;
      }
      this.#state.checkProgress = step.totalBytes === 0 ? 1 : step.doneBytes / step.totalBytes;
      if (step.isDone) this.#end();
    }
  }

  #end(): void {
    this.#isDone = true;
    this.#listener.change(() => {
      this.#state.isAllocating = false;
      this.#listener.onAllocated();
    });
  }
}
