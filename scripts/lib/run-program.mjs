/**
 * Runs a built program on the Node that Shoal needs, as if it were this process: same streams, signals passed
 * on, its exit code handed back. When what started us is gone, so is the program: npm runs scripts in a
 * shell that dies of a signal without passing it on.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const PARENT_CHECK_MS = 1_000;

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
    const watch = stopWithParent(program);
    program.once('error', reject);
    program.once('exit', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function stopWithParent(program) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    program.kill('SIGTERM');
  }, PARENT_CHECK_MS);
  return watch;
}
