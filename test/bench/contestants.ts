/** The clients that are compared, where they are installed. */
import { aria2 } from '../support/clients/aria2.ts';
import type { ClientKind } from '../support/clients/client.ts';
import { libtorrent, startLibtorrent } from '../support/clients/libtorrent.ts';
import { qbittorrent } from '../support/clients/qbittorrent.ts';
import { shoal } from '../support/clients/shoal.ts';
import { transmission } from '../support/clients/transmission.ts';
import { installWebtorrent } from '../support/clients/webtorrent.ts';
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

const CONTESTANTS: readonly Contestant[] = [
  { kind: shoal, program: null },
  { kind: stayingLibtorrent, program: 'libtorrent' },
  { kind: transmission, program: 'transmission-daemon' },
  { kind: qbittorrent, program: 'qbittorrent-nox' },
  { kind: aria2, program: 'aria2c' },
];
/** Those that every mode compares. */
const MAIN_CLIENTS: ReadonlySet<string> = new Set(['shoal', 'libtorrent']);
/** These move so little in a second that an eighth of the content is enough to tell. */
export const SLOW_CLIENTS: ReadonlySet<string> = new Set(['transmission']);
export const SLOW_SHARE = 1 / 8;
/** Fetched from the registry, so only where it is asked for. */
const ON_REQUEST = 'webtorrent';

export interface Contestants extends AsyncDisposable {
  all: ClientKind[];
  main: ClientKind[];
  /** Why one that was asked for is not there. */
  missing: string[];
}

/**
 * Those that this machine has. `names` without a `+` are the only ones, in every mode; `+webtorrent` adds
 * it to the others where all are compared.
 */
export async function findContestants(names: readonly string[]): Promise<Contestants> {
  const added = names.filter((name) => name.startsWith('+')).map((name) => name.slice(1));
  const only = names.filter((name) => !name.startsWith('+'));
  refuseUnknown([...added, ...only]);
  const isWanted = (name: string): boolean => only.length === 0 || only.includes(name);
  const wanted = CONTESTANTS.filter(({ kind }) => isWanted(kind.name));
  const isThere = ({ program }: Contestant): boolean => program === null || hasProgram(program);
  const all = wanted.filter(isThere).map(({ kind }) => kind);
  const missing = wanted
    .filter((contestant) => !isThere(contestant))
    .map(({ kind }) => `${kind.name} is not installed.`);
  await using resources = new AsyncDisposableStack();
  if ([...added, ...only].includes(ON_REQUEST)) {
    try {
      all.push(resources.use(await installWebtorrent()).kind);
    } catch (error) {
      missing.push(`${ON_REQUEST} could not be installed: ${String(error).split('\n')[0]}`);
    }
  }
  const main = only.length > 0 ? all : all.filter(({ name }) => MAIN_CLIENTS.has(name));
  const kept = resources.move();
  return { all, main, missing, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function refuseUnknown(names: readonly string[]): void {
  const known = [...CONTESTANTS.map(({ kind }) => kind.name), ON_REQUEST];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Error(`There is no client "${unknown}". The clients are: ${known.join(', ')}.`);
}
