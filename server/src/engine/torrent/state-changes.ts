/** Tells where a change of a torrent led. Of changes within changes only where the outermost led is told. */
import type { EngineDownloadState } from '../core/messages.ts';
import type { TorrentState } from './torrent-state.ts';
import { stateOf } from './torrent-status.ts';

export interface ChangeListener {
  /** A change begins. */
  onChanging(): void;
  /** It led to another state. */
  onChanged(previous: EngineDownloadState): void;
}

/** A function that runs changes of this state. */
export function stateChanges(
  state: TorrentState,
  listener: ChangeListener,
): (change: () => void) => void {
  let isChanging = false;
  return (change) => {
    if (isChanging) {
      change();
      return;
    }
    listener.onChanging();
    const previous = stateOf(state);
    isChanging = true;
    try {
      change();
    } finally {
      isChanging = false;
    }
    if (stateOf(state) !== previous) listener.onChanged(previous);
  };
}
