/** Process entry of the server: the flags and variables of config/settings.ts, the real engine. */
import 'reflect-metadata';
import { createEngine, parseMetainfo, parseMetainfoInWorker } from './engine/index.ts';
import { serve } from './serve.ts';

/** From this size on a hostile file could stall the thread that parses it. */
const PARSE_APART_BYTES = 1024 * 1024;

await serve({
  flags: process.argv.slice(2),
  environment: process.env,
  toolkit: {
    createEngine,
    parseMetainfo: async (bytes) =>
      bytes.length > PARSE_APART_BYTES ? parseMetainfoInWorker(bytes) : parseMetainfo(bytes),
  },
});
