/**
 * Where the project is. Every script works from its root, whatever folder it was called from.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {...string} parts a path below the project's root */
export function fromRoot(...parts) {
  return join(ROOT, ...parts);
}
