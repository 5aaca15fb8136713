/** The arguments of `npm run demo`. Pure. */
import { parseArgs } from 'node:util';

const MEBIBYTE = 1024 * 1024;

export interface DemoOptions {
  help: boolean;
  /** Sum of the files of the bigger torrent. */
  totalBytes: number;
  /** What all seeds together send at most. */
  bytesPerSecond: number;
  port: number;
}

export const DEMO_HELP = `npm run demo -- [options]

A swarm on this machine: a tracker, two seeds and the app, which downloads from
them. Everything is in a temporary folder that is removed at the end.

  --size MIB    size of the sample download (default 512)
  --rate MIB    MiB a second that the seeds send in all (default 12)
  --port N      port of the app (default 8080, or a free one where it is taken)
`;

/** Throws an Error with a sentence. */
export function parseDemoOptions(words: string[]): DemoOptions {
  const { values } = parseArgs({
    args: words,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      size: { type: 'string', default: '512' },
      rate: { type: 'string', default: '12' },
      port: { type: 'string', default: '8080' },
    },
  });
  return {
    help: values.help,
    totalBytes: wholeNumber('--size', values.size, 8, 1_000_000) * MEBIBYTE,
    bytesPerSecond: wholeNumber('--rate', values.rate, 1, 100_000) * MEBIBYTE,
    port: wholeNumber('--port', values.port, 0, 65_535),
  };
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : -1;
  if (value >= least && value <= most) return value;
  throw new Error(`${option} takes a whole number of ${least} to ${most}, not "${text}".`);
}
