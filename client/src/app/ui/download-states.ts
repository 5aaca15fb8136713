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
  metadata: { word: $localize`:state of a download:Metadata`, icon: 'magnet', tone: 'warning' },
  checking: { word: $localize`:state of a download:Checking`, icon: 'checking', tone: 'warning' },
  queued: { word: $localize`:state of a download:Queued`, icon: 'clock', tone: 'idle' },
  downloading: {
    word: $localize`:state of a download:Downloading`,
    icon: 'arrowDown',
    tone: 'download',
  },
  seeding: { word: $localize`:state of a download:Seeding`, icon: 'arrowUp', tone: 'upload' },
  paused: { word: $localize`:state of a download:Paused`, icon: 'pause', tone: 'idle' },
  cancelled: { word: $localize`:state of a download:Cancelled`, icon: 'stop', tone: 'idle' },
  error: { word: $localize`:state of a download:Error`, icon: 'alert', tone: 'error' },
};
