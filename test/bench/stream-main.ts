/**
 * `node test/bench/stream-main.ts [--downloads N] [--active N] [--clients N] [--stalled N] [--seconds N]`: what the event
 * stream costs where many downloads move, with nobody connected, with clients that read, and with clients that stopped
 * reading. Needs `npm run build:server`. Linux only: it reads /proc.
 */
import { parseArgs } from 'node:util';
import { TempFolder } from '../support/temp-folder.ts';
import { fillLibrary } from './scale-library.ts';
import { measureStream } from './stream-scale.ts';

const RAM_DISK = '/dev/shm';

const { values } = parseArgs({
  options: {
    downloads: { type: 'string', default: '10000' },
    active: { type: 'string', default: '500' },
    clients: { type: 'string', default: '20' },
    stalled: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '20' },
  },
});

await using folder = await TempFolder.create('stream', RAM_DISK);
const downloads = Number(values.downloads);
await fillLibrary(folder.path, { downloads, piecesPerDownload: 4, trackers: [] });
console.table(
  await measureStream({
    folder: folder.path,
    active: Number(values.active),
    clients: Number(values.clients),
    stalled: Number(values.stalled),
    seconds: Number(values.seconds),
  }),
);
