/** Tells where a change of a torrent led. Of changes within changes only where the outermost led is told. */
import type { EngineDownloadState } from '../core/messages.ts';
import type { TorrentState } from './torrent-state.ts';
import { stateOf } from './torrent-status.ts';

/** A function that runs changes of this state; `onChanged` hears of those that led to another one. */
export function stateChanges(
  state: TorrentState,
  onChanged: (previous: EngineDownloadState) => void,
): (change: () => void) => void {
  let isChanging = false;
  return (change) => {
    if (isChanging) {
      change();
      return;
    }
    const previous = stateOf(state);
    isChanging = true;
    try {
      change();
    } finally {
      isChanging = false;
    }
    if (stateOf(state) !== previous) onChanged(previous);
  };
}
