/**
 * Builds the server and the client where their sources changed since the last build. Each build leaves a stamp
 * in dist/: the hash of what it was made from and the time of what it made, so that neither a checkout
 * (which changes times) nor a build by hand (which leaves no stamp) is taken for the wrong one.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from './paths.mjs';
import { toolEnvironment } from './runtime.mjs';
import { ScriptError, say, secondsSince } from './say.mjs';

const BUILDS = [
  {
    name: 'server',
    sources: ['server', 'shared', 'nest-cli.json', 'tsconfig.base.json', 'package-lock.json'],
    output: 'dist/server/server/src/main.js',
    tool: ['node_modules/@nestjs/cli/bin/nest.js', 'build'],
  },
  {
    name: 'client',
    sources: ['client', 'shared', 'angular.json', 'tsconfig.base.json', 'package-lock.json'],
    output: 'dist/client/browser/index.html',
    tool: ['node_modules/@angular/cli/bin/ng.js', 'build', '--progress=false'],
  },
];

/** The server's program, once it is built. */
export const SERVER_MAIN = fromRoot(BUILDS[0].output);

/** @param {string} node path of the Node that runs the build tools */
export function buildWhatIsStale(node) {
  for (const build of BUILDS) {
    const sourceHash = hashOf(build.sources);
    if (!isFresh(build, sourceHash)) runBuild(build, sourceHash, node);
  }
}

function isFresh(build, sourceHash) {
  const output = fromRoot(build.output);
  if (!existsSync(output) || !existsSync(stampPath(build))) return false;
  return readFileSync(stampPath(build), 'utf8') === stampText(sourceHash, output);
}

function runBuild(build, sourceHash, node) {
  const startedAt = performance.now();
  say(`Building the ${build.name} ...`);
  const [script, ...args] = build.tool;
  const { status, stdout, stderr } = spawnSync(node, [fromRoot(script), ...args], {
    cwd: fromRoot(),
    encoding: 'utf8',
    env: toolEnvironment(node),
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = fromRoot(build.output);
  if (status !== 0 || !existsSync(output)) {
    process.stderr.write(`${stdout}${stderr}`);
    throw new ScriptError(`The ${build.name} does not build.`);
  }
  mkdirSync(fromRoot('dist'), { recursive: true });
  writeFileSync(stampPath(build), stampText(sourceHash, output));
  say(`The ${build.name} is built (${secondsSince(startedAt)}).`);
}

function stampPath(build) {
  return fromRoot('dist', `${build.name}.stamp`);
}

function stampText(sourceHash, output) {
  return `${sourceHash} ${statSync(output).mtimeMs}\n`;
}

/** One hash over names and contents; tests are left out, since no build takes them in. */
function hashOf(sources) {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(filesBelow).filter((path) => !path.endsWith('.spec.ts'))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(fromRoot(path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  if (!statSync(fromRoot(path)).isDirectory()) return [path];
  const names = readdirSync(fromRoot(path));
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted came with Node 20.
  return names.sort().flatMap((name) => filesBelow(join(path, name)));
}
