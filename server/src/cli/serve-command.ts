/**
 * `shoal serve`: the server in a process of its own, so that this one adds nothing to it but its signals
 * and its exit code.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Resolves with the server's exit code. */
export function runServer(flags: string[]): Promise<number> {
  const program = fileURLToPath(new URL('../main.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const server = spawn(process.execPath, [program, ...flags], { stdio: 'inherit' });
    process.on('SIGTERM', () => server.kill('SIGTERM'));
    process.on('SIGHUP', () => server.kill('SIGHUP'));
    // A terminal sends Ctrl-C to the whole group: the server has it already, and a second one means "now".
    process.on('SIGINT', () => process.stdin.isTTY || server.kill('SIGINT'));
    server.once('error', reject);
    server.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)),
    );
  });
}
