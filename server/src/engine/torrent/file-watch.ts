/**
 * Notices that another program changed or removed files that we seed: while somebody is served, what stands on the
 * disk is compared with the last record, now and then. Size and time count.
 */
import { STATUS } from '../storage/disk-protocol.ts';
import { isSameStamp } from './resume-trust.ts';
import type { TorrentCheckpoint } from './torrent-checkpoint.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

export class FileWatch {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #checkpoint: TorrentCheckpoint;
  readonly #onFault: (status: number) => void;
  #nextLookAt = 0;

  constructor(
    state: TorrentState,
    context: TorrentContext,
    checkpoint: TorrentCheckpoint,
    onFault: (status: number) => void,
  ) {
    this.#state = state;
    this.#context = context;
    this.#checkpoint = checkpoint;
    this.#onFault = onFault;
  }

  /** Once a second while the torrent is awake. */
  tick(): void {
    if (!this.#mayLook) return;
    const now = this.#context.clock.now();
    if (now < this.#nextLookAt) return;
    this.#nextLookAt = now + this.#context.limits.fileWatchIntervalMs;
    void this.#look();
  }

  /** Only where nothing but others can have changed anything since the record. */
  get #mayLook(): boolean {
    const { isActive, isComplete, peers } = this.#state;
    const { last, isUnderWay, isCurrent, heldStamps } = this.#checkpoint;
    if (!isActive || !isComplete || peers.size === 0) return false;
    return last !== null && last.isSettled && isCurrent && !isUnderWay && heldStamps.size === 0;
  }

  async #look(): Promise<void> {
    const { status, stamps } = await this.#context.disk.stat(this.#state.storage);
    const { last } = this.#checkpoint;
    if (!this.#mayLook || last === null) return;
    if (status !== STATUS.ok) {
      this.#onFault(status);
      return;
    }
    const changed = stamps.findIndex((now, index) => !isSameStamp(last.files[index]!, now));
    if (changed >= 0) this.#onFault(stamps[changed] ? STATUS.fileChanged : STATUS.fileMissing);
  }
}
