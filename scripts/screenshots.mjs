/**
 * `npm run screenshots`: installs and builds what it must, then takes the pictures of docs/screenshots
 * (test/ui/screenshots). Needs Chromium, libtorrent and opentracker.
 */
import { spawnSync } from 'node:child_process';
import { fromRoot } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { toolEnvironment } from './lib/runtime.mjs';
import { runScript } from './lib/say.mjs';

await runScript(async () => {
  const node = await prepare();
  const { status } = spawnSync(node, [fromRoot('test', 'ui', 'screenshots', 'main.ts')], {
    stdio: 'inherit',
    env: toolEnvironment(node),
  });
  return status ?? 1;
});
