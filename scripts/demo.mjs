/**
 * `npm run demo`: installs what is missing, builds what is stale, then runs a swarm on this machine with the
 * app in it. Needs no internet but for the install. `npm run demo -- --help` shows its options.
 */
import { fromRoot } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { runProgram } from './lib/run-program.mjs';
import { runScript } from './lib/say.mjs';

const DEMO_MAIN = fromRoot('dist', 'server', 'server', 'src', 'demo', 'main.js');

await runScript(async () => runProgram(await prepare(), [DEMO_MAIN, ...process.argv.slice(2)]));
