/** The clients that are compared, where they are installed. */
import { aria2 } from '../support/clients/aria2.ts';
import type { ClientKind, ClientOptions, RunningClient } from '../support/clients/client.ts';
import { libtorrent, startLibtorrent } from '../support/clients/libtorrent.ts';
import { qbittorrent } from '../support/clients/qbittorrent.ts';
import { shoal } from '../support/clients/shoal.ts';
import { transmission } from '../support/clients/transmission.ts';
import { type ProgramName, hasProgram } from '../support/programs.ts';

interface Contestant {
  kind: ClientKind;
  program: ProgramName | null;
}

/** A libtorrent leech stays after it is complete, so that its figures can still be read. */
const stayingLibtorrent: ClientKind = {
  ...libtorrent,
  leech: (options) => startLibtorrent('leech', { ...options, stay: true }),
};

const CONTESTANTS: Contestant[] = [
  { kind: shoal, program: null },
  { kind: stayingLibtorrent, program: 'libtorrent' },
  { kind: transmission, program: 'transmission-daemon' },
  { kind: qbittorrent, program: 'qbittorrent-nox' },
  { kind: aria2, program: 'aria2c' },
];

/** Those that this machine has, or of these the `names` that are given. */
export function installedClients(names: readonly string[]): ClientKind[] {
  const known = CONTESTANTS.map(({ kind }) => kind.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no client "${unknown}". The clients are: ${known.join(', ')}.`);
  }
  return CONTESTANTS.filter(({ program }) => program === null || hasProgram(program))
    .map(({ kind }) => kind)
    .filter(({ name }) => names.length === 0 || names.includes(name));
}

/** The other side of every download: libtorrent with send buffers that do not limit it, unencrypted. */
export function referenceSeed(options: ClientOptions): Promise<RunningClient> {
  return startLibtorrent('seed', { ...options, fastSeed: true, encryption: 'plain' });
}

/** The other side of every upload. */
export function referenceLeech(options: ClientOptions): Promise<RunningClient> {
  return startLibtorrent('leech', { ...options, stay: true, encryption: 'plain' });
}
