/**
 * `npm run bench`: installs and builds what it must, then measures Shoal and the other clients of this machine
 * (test/bench). Linux only: it reads /proc.
 */
import { spawnSync } from 'node:child_process';
import { fromRoot } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { toolEnvironment } from './lib/runtime.mjs';
import { ScriptError, runScript } from './lib/say.mjs';

await runScript(async () => {
  if (process.platform !== 'linux') throw new ScriptError('The benchmark runs on Linux only.');
  const node = await prepare();
  const { status } = spawnSync(
    node,
    [fromRoot('test', 'bench', 'main.ts'), ...process.argv.slice(2)],
    { stdio: 'inherit', env: toolEnvironment(node) },
  );
  return status ?? 1;
});
