/**
 * Runs fake-server.ts from its source:
 *
 *   SHOAL_PORT=8080 node test/support/fake-server.mjs
 */
import { loadSource } from './load-source.mjs';

const { startFakeServer } = await loadSource('/test/support/fake-server.ts');
await startFakeServer(process.env);
