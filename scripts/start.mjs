/**
 * `npm start`: installs what is missing, builds what is stale, then runs the server with the arguments given
 * (`npm start -- --port 9000`). Runs on any Node from 18.17 on, with nothing installed.
 */
import { SERVER_MAIN } from './lib/build.mjs';
import { prepare } from './lib/prepare.mjs';
import { runProgram } from './lib/run-program.mjs';
import { runScript } from './lib/say.mjs';

await runScript(async () => runProgram(await prepare(), [SERVER_MAIN, ...process.argv.slice(2)]));
