/** What is done with the files of a torrent beside reading and writing pieces: moved, chosen, finished, filled. */
import { FilePromotion } from './file-promotion.ts';
import { moveFault } from './place-changes.ts';
import { TorrentAllocation } from './torrent-allocation.ts';
import type { TorrentContext } from './torrent-context.ts';
import { TorrentRelocation, type RelocationListener } from './torrent-relocation.ts';
import type { TorrentRun } from './torrent-run.ts';
import type { TorrentState } from './torrent-state.ts';

export interface FileWorkListener extends Omit<RelocationListener, 'onFault'> {
  /** Runs a change and tells the session where it led. */
  change(change: () => void): void;
  /** Files were made, filled or moved. */
  onFilesChanged(): void;
  /** The run is made with this work, and so after it. */
  run(): TorrentRun;
}

export class FileWork {
  readonly relocation: TorrentRelocation;
  readonly promotion: FilePromotion;
  readonly allocation: TorrentAllocation;
  readonly #state: TorrentState;
  readonly #listener: FileWorkListener;

  constructor(state: TorrentState, context: TorrentContext, listener: FileWorkListener) {
    this.#state = state;
    this.#listener = listener;
    const onFault = (status: number): void => listener.run().stopWith(status);
    const onFilesChanged = (): void => listener.onFilesChanged();
    this.promotion = new FilePromotion(state, context, { onFilesChanged, onFault });
    this.allocation = new TorrentAllocation(state, context, {
      change: (change) => listener.change(change),
      onFilesChanged,
      onAllocated: () => listener.run().proceed(),
      onFault,
    });
    this.relocation = new TorrentRelocation(state, context, {
      onStep: () => listener.onStep(),
      onFault: (status) => listener.run().stopWith(status, moveFault(state, status)),
      record: async () => listener.record(),
      onRelocated: () => listener.onRelocated(),
    });
  }

  /** Changes the place of the files. A fault that has to do with it is over with another one. */
  changePlace(change: (relocation: TorrentRelocation) => void): void {
    const { relocation } = this;
    this.#listener.change(() => {
      const { fault, needsCheck } = this.#state;
      const isOver = relocation.isFaultOfPlace;
      change(relocation);
      if (!fault || !isOver) return;
      this.#state.fault = null;
      if (needsCheck) void this.#listener.run().compare(fault);
      else this.#listener.run().proceed();
    });
    relocation.goOn();
  }

  /** Resolves when nothing of it is under way any more. */
  async stop(): Promise<void> {
    this.allocation.stop();
    await Promise.all([this.relocation.stop(), this.allocation.ended()]);
  }
}
