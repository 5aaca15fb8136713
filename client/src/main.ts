import { type DownloadState, DOWNLOAD_STATES } from '@shared/dto/download.js';
import type { ServerToClientEvents } from '@shared/events/stream.js';
const s: DownloadState = 'paused';
const t: keyof ServerToClientEvents = 'session:hello';
console.log(s, t, DOWNLOAD_STATES);
