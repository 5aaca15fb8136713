/**
 * `node test/bench/scale-main.ts [--downloads N] [--pieces N] [--dead-trackers] [--idle SECONDS]`: what many idle downloads
 * cost. Needs `npm run build:server`. Linux only: it reads /proc.
 */
import { parseArgs } from 'node:util';
import { TempFolder } from '../support/temp-folder.ts';
import { fillLibrary } from './scale-library.ts';
import { measureScale } from './scale.ts';

const RAM_DISK = '/dev/shm';
/** Nobody listens on the discard port of this machine: announces fail at once. */
const DEAD_TRACKERS = [['http://127.0.0.1:9/announce'], ['udp://127.0.0.1:9/announce']];

const { values } = parseArgs({
  options: {
    downloads: { type: 'string', default: '10000' },
    pieces: { type: 'string', default: '4' },
    'dead-trackers': { type: 'boolean', default: false },
    idle: { type: 'string', default: '30' },
  },
});

const library = {
  downloads: Number(values.downloads),
  piecesPerDownload: Number(values.pieces),
  trackers: values['dead-trackers'] ? DEAD_TRACKERS : [],
};
await using folder = await TempFolder.create('scale', RAM_DISK);
await fillLibrary(folder.path, library);
const figures = await measureScale({
  ...library,
  folder: folder.path,
  idleSeconds: Number(values.idle),
});
console.log(JSON.stringify({ ...library, ...figures }, null, 2));
