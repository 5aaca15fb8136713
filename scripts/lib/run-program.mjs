/**
 * Runs a built program on the Node that Shoal needs, as if it were this process: same streams, signals passed
 * on, its exit code handed back.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * @param {string} node path of the binary
 * @param {string[]} words the program's file and its arguments
 * @returns {Promise<number>} the program's exit code
 */
export function runProgram(node, words) {
  return new Promise((resolve, reject) => {
    const program = spawn(node, words, { stdio: 'inherit' });
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
      // A terminal sends Ctrl-C to the whole group: the program has it already, and a second one means "now".
      const isSentByTerminal = signal === 'SIGINT' && process.stdin.isTTY;
      process.on(signal, () => isSentByTerminal || program.kill(signal));
    }
    program.once('error', reject);
    program.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
