/**
 * From a fresh clone to something that runs: packages, then builds. Nothing is done that is done already.
 */
import { buildWhatIsStale } from './build.mjs';
import { installWhatIsMissing } from './install.mjs';
import { alone } from './lock.mjs';
import { findNode } from './runtime.mjs';

/** @returns {Promise<string>} path of the Node to run Shoal with */
export function prepare() {
  return alone(() => {
    installWhatIsMissing();
    const node = findNode();
    buildWhatIsStale(node);
    return node;
  });
}
