/** How each state of a download is called and drawn: a word and a shape, so that colour is never alone. */
import type { DownloadState } from '@shared/dto/download.js';
import type { IconName } from './icon';

/** Names a pair of tokens: `--<tone>` for text and icons, `--bar-<tone>` for bars. */
export type Tone = 'download' | 'upload' | 'warning' | 'error' | 'idle';

export interface StateLook {
  word: string;
  icon: IconName;
  tone: Tone;
}

export const STATE_LOOKS: Record<DownloadState, StateLook> = {
  metadata: { word: 'Metadata', icon: 'magnet', tone: 'warning' },
  checking: { word: 'Checking', icon: 'checking', tone: 'warning' },
  queued: { word: 'Queued', icon: 'clock', tone: 'idle' },
  downloading: { word: 'Downloading', icon: 'arrowDown', tone: 'download' },
  seeding: { word: 'Seeding', icon: 'arrowUp', tone: 'upload' },
  paused: { word: 'Paused', icon: 'pause', tone: 'idle' },
  cancelled: { word: 'Cancelled', icon: 'stop', tone: 'idle' },
  error: { word: 'Error', icon: 'alert', tone: 'error' },
};
