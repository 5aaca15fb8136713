/** Loads a TypeScript module of this repository: Vite compiles the decorators, which Node itself cannot. */
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

export async function loadSource(path) {
  const vite = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    resolve: { tsconfigPaths: true },
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    appType: 'custom',
    logLevel: 'warn',
  });
  return vite.ssrLoadModule(path);
}
