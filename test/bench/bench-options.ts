/** What `npm run bench` is told, checked. */
import { parseArgs } from 'node:util';
import { type OtherSideKind, bare, libtorrentSide } from './other-side.ts';

const MEBIBYTE = 1024 ** 2;
/** Below, start-up and the steps of the clock are all that is seen. */
const LEAST_MEBIBYTES = 16;

export interface BenchOptions {
  modes: string[];
  clients: string[];
  bytes: number;
  runs: number;
  disk: string | null;
  otherSide: OtherSideKind;
  writesPage: boolean;
}

export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      modes: { type: 'string', default: '' },
      clients: { type: 'string', default: '' },
      size: { type: 'string', default: '2048' },
      runs: { type: 'string', default: '3' },
      disk: { type: 'string' },
      'other-side': { type: 'string', default: 'bare' },
      'no-write': { type: 'boolean', default: false },
    },
  });
  return {
    modes: listOf(values.modes),
    clients: listOf(values.clients),
    bytes: wholeNumber('--size', values.size, LEAST_MEBIBYTES) * MEBIBYTE,
    runs: wholeNumber('--runs', values.runs, 1),
    disk: values.disk ?? null,
    otherSide: otherSideNamed(values['other-side']),
    writesPage: !values['no-write'],
  };
}

function listOf(text: string): string[] {
  return text.split(',').filter((name) => name !== '');
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${option} is a whole number of at least ${least}, not "${text}".`);
}

function otherSideNamed(name: string): OtherSideKind {
  if (name === 'bare') return bare;
  if (name === 'libtorrent') return libtorrentSide('plain');
  throw new Error(`--other-side is bare or libtorrent, not "${name}".`);
}
