/**
 * What a script tells the person who called it. It goes to stderr, so that stdout stays the program's own.
 */

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** An end that the reader can do something about: printed as one sentence, without a stack. */
export class ScriptError extends Error {}

/**
 * Runs a script's main function and turns what goes wrong into an exit code.
 * @param {() => Promise<number>} main resolves with the exit code
 */
export async function runScript(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

/** @param {number} startedAt from performance.now() */
export function secondsSince(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
