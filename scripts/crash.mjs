/**
 * `npm run test:crash`: installs and builds what it must, then kills the server again and again in the middle of
 * downloads (test/crash). The short form is a stage of `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { fromRoot } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { toolEnvironment } from './lib/runtime.mjs';
import { runScript } from './lib/say.mjs';

await runScript(async () => {
  const node = await prepare();
  const { status } = spawnSync(
    node,
    [fromRoot('test', 'crash', 'main.ts'), ...process.argv.slice(2)],
    { stdio: 'inherit', env: toolEnvironment(node) },
  );
  return status ?? 1;
});
