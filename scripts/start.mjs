/**
 * `npm start`: installs what is missing, builds what is stale, then runs the server with the arguments given
 * (`npm start -- --port 9000`). Runs on any Node from 18.17 on, with nothing installed.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { SERVER_MAIN } from './lib/build.mjs';
import { prepare } from './lib/prepare.mjs';
import { runScript } from './lib/say.mjs';

await runScript(async () => runServer(await prepare()));

/** @returns {Promise<number>} the server's exit code */
function runServer(node) {
  return new Promise((resolve, reject) => {
    const server = spawn(node, [SERVER_MAIN, ...process.argv.slice(2)], { stdio: 'inherit' });
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
      // A terminal sends Ctrl-C to the whole group: the server has it already, and a second one means "now".
      const isSentByTerminal = signal === 'SIGINT' && process.stdin.isTTY;
      process.on(signal, () => isSentByTerminal || server.kill(signal));
    }
    server.once('error', reject);
    server.once('exit', (code, signal) => {
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}
