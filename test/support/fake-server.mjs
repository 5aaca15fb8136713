/**
 * Runs fake-server.ts from its source: Vite compiles the decorators, which Node itself cannot.
 *
 *   SHOAL_PORT=8080 node test/support/fake-server.mjs
 */
import { createServer } from 'vite';

const vite = await createServer({
  configFile: false,
  root: new URL('../..', import.meta.url).pathname,
  resolve: { tsconfigPaths: true },
  server: { middlewareMode: true, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
  appType: 'custom',
  logLevel: 'warn',
});
const { startFakeServer } = await vite.ssrLoadModule('/test/support/fake-server.ts');
await startFakeServer(process.env);
