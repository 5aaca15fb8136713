/**
 * `node test/bench/api-main.ts [--downloads N] [--active N] [--calls N]`: how long `GET /api/downloads` takes where there
 * are many, some of them active. Needs `npm run build:server`. Linux only: its folder is in memory.
 */
import { parseArgs } from 'node:util';
import { TempFolder } from '../support/temp-folder.ts';
import { measureApi } from './api-scale.ts';

const RAM_DISK = '/dev/shm';

const { values } = parseArgs({
  options: {
    downloads: { type: 'string', default: '10000' },
    active: { type: 'string', default: '500' },
    calls: { type: 'string', default: '200' },
  },
});

await using folder = await TempFolder.create('api', RAM_DISK);
console.table(
  await measureApi({
    folder: folder.path,
    downloads: Number(values.downloads),
    active: Number(values.active),
    calls: Number(values.calls),
  }),
);
