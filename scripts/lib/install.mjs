/**
 * Keeps node_modules equal to package-lock.json. npm writes what it has installed to
 * node_modules/.package-lock.json, as its last step: that is the stamp, and it is right after an
 * `npm install` by hand too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromRoot } from './paths.mjs';
import { findMachineNode } from './runtime.mjs';
import { ScriptError, say, secondsSince } from './say.mjs';

/**
 * Installs the lockfile's versions where a package is missing or has another one. Not with `npm ci`: it refuses
 * a lockfile that leaves out optional packages of other systems, as one does that was made on a registry
 * without them. `--no-save` leaves the lockfile as it is.
 */
export function installWhatIsMissing() {
  if (isInstalled()) return;
  const startedAt = performance.now();
  say('Installing packages ...');
  const { command, args } = npmCommand();
  const { status, error } = spawnSync(
    command,
    [...args, 'install', '--no-save', '--loglevel=error'],
    {
      cwd: fromRoot(),
      stdio: ['ignore', 'ignore', 2],
      // npm is a .cmd file on Windows, which only a shell can start.
      shell: process.platform === 'win32' && command === 'npm',
      env: { ...process.env, NODE_ENV: 'development' },
    },
  );
  if (status !== 0) {
    throw new ScriptError(`npm install failed${error === undefined ? '' : `: ${error.message}`}.`);
  }
  say(`Packages installed in ${secondsSince(startedAt)}.`);
}

function isInstalled() {
  const installed = readPackages(fromRoot('node_modules', '.package-lock.json'));
  const wanted = readPackages(fromRoot('package-lock.json'));
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const actual = installed[path];
    // Packages for other systems are optional and never there.
    if (actual === undefined) return entry.optional === true || entry.devOptional === true;
    return actual.version === entry.version;
  });
}

function readPackages(path) {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** npm names itself to the scripts that it runs; without that it stands beside the machine's Node. */
function npmCommand() {
  const node = findMachineNode();
  const candidates = [
    process.env.npm_execpath,
    join(dirname(dirname(node)), 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const npm = candidates.find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  return npm === undefined ? { command: 'npm', args: [] } : { command: node, args: [npm] };
}
