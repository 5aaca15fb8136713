/**
 * The other programs that some tests and the benchmark need, and whether this machine has them.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's own Python: its libtorrent package is there, whatever other Python comes first on the path. */
export const SYSTEM_PYTHON = '/usr/bin/python3';

/** Every program, with the Debian package that has it. */
const DEBIAN_PACKAGES = {
  aria2c: 'aria2',
  chromium: 'chromium',
  curl: 'curl',
  ip: 'iproute2',
  libtorrent: 'python3-libtorrent',
  opentracker: 'opentracker',
  'qbittorrent-nox': 'qbittorrent-nox',
  'transmission-daemon': 'transmission-daemon',
} as const;

export type ProgramName = keyof typeof DEBIAN_PACKAGES;

const found = new Map<ProgramName, boolean>();

/** Whether this machine has the program. */
export function hasProgram(name: ProgramName): boolean {
  const known = found.get(name);
  if (known !== undefined) return known;
  const isThere = name === 'libtorrent' ? canImportLibtorrent() : isOnPath(name);
  found.set(name, isThere);
  return isThere;
}

/** What is missing of `needed`, as a sentence that says how to get it; null where all is there. */
export function missingPrograms(needed: readonly ProgramName[]): string | null {
  const missing = needed.filter((program) => !hasProgram(program));
  if (missing.length === 0) return null;
  const packages = missing.map((program) => DEBIAN_PACKAGES[program]).join(' ');
  return `${missing.join(', ')} not found: apt-get install ${packages}`;
}

function isOnPath(name: string): boolean {
  // Daemons live in sbin, which is not on every user's path.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function canImportLibtorrent(): boolean {
  return spawnSync(SYSTEM_PYTHON, ['-c', 'import libtorrent']).status === 0;
}
