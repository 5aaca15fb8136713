/** The built server as users start it, but on an engine whose downloads move without any transfer. */
import { serve } from '../../dist/server/server/src/serve.js';
import { parseMetainfo } from '../../server/src/engine/index.ts';
import { BusyEngine } from './busy-engine.ts';

await serve({
  flags: process.argv.slice(2),
  environment: process.env,
  toolkit: {
    createEngine: () =>
      new BusyEngine({
        active: Number(process.env.BUSY_ACTIVE ?? 0),
        factsPerSecond: Number(process.env.BUSY_FACTS_PER_SECOND ?? 0),
      }),
    parseMetainfo: async (bytes) => parseMetainfo(bytes),
  },
});

// What is in use, without what the collector has yet to look at.
process.on('SIGUSR2', () => {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  console.log(`bytes in use: ${heapUsed + external}`);
});
