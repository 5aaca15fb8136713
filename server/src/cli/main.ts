/** The `shoal` program: this process's arguments, streams and signals around `runCli`. */
import { createEngine } from '../engine/index.ts';
import { processOutput } from './command-output.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { readLineOf } from './reset-password-command.ts';
import { runCli } from './run-cli.ts';
import { runServer } from './serve-command.ts';

const output = processOutput();
const interruption = new AbortController();

/** The first asks for a clean stop, the second does not wait for it. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(EXIT_CODES.interrupted);
  interruption.abort();
}

const words = process.argv.slice(2);
if (words[0] !== 'serve') {
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
}
process.exitCode = await runCli(words, {
  createEngine,
  environment: process.env,
  output,
  interrupted: interruption.signal,
  readLine: () => readLineOf(process.stdin),
  serve: runServer,
});
