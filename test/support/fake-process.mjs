/** The server's process as users start it, flags and signals and all, but on a simulated engine. */
import { loadSource } from './load-source.mjs';

const { serve } = await loadSource('/server/src/serve.ts');
const { FakeEngine } = await loadSource('/server/src/engine-host/testing/fake-engine.ts');
const { parseMetainfo } = await loadSource('/server/src/engine/index.ts');

await serve({
  flags: process.argv.slice(2),
  environment: process.env,
  toolkit: {
    createEngine: () => {
      const engine = new FakeEngine({
        parse: parseMetainfo,
        isLive: process.env.FAKE_ENGINE_LIVE === 'yes',
      });
      // For the test of a stop that hangs.
      if (process.env.FAKE_ENGINE_HANGS) engine.stop = () => new Promise(() => {});
      return engine;
    },
    parseMetainfo: async (bytes) => parseMetainfo(bytes),
  },
});
