#!/usr/bin/env node
/**
 * The `shoal` command. Runs on the Node that the system has, whatever its age, and hands over to the one
 * that Shoal needs; says what to do where the program is not built yet.
 */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fromRoot } from '../scripts/lib/paths.mjs';
import { runProgram } from '../scripts/lib/run-program.mjs';
import { findNode } from '../scripts/lib/runtime.mjs';
import { runScript, ScriptError } from '../scripts/lib/say.mjs';

const PROGRAM = fromRoot('dist', 'server', 'server', 'src', 'cli', 'main.js');

await runScript(async () => {
  if (!existsSync(PROGRAM)) {
    throw new ScriptError(`Shoal is not built yet: run "npm run build" in ${fromRoot()} first.`);
  }
  const node = findNode();
  if (node !== process.execPath) return runProgram(node, [PROGRAM, ...process.argv.slice(2)]);
  await import(pathToFileURL(PROGRAM).href);
  return process.exitCode ?? 0;
});
