/**
 * Other clients with each other, through the same trackers and files: when this holds, what fails in the other
 * files of this folder is Shoal's.
 */
import { expect, it } from 'vitest';
import { aria2 } from '../support/clients/aria2.ts';
import type { ClientKind } from '../support/clients/client.ts';
import { libtorrent } from '../support/clients/libtorrent.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Fixture, manyFiles, singleFile } from '../support/fixtures.ts';
import { transfer } from './swarm.ts';

const MEBIBYTE = 1024 * 1024;

const CONTENTS: [name: string, fixture: Fixture][] = [
  ['one file', singleFile(32 * MEBIBYTE + 1)],
  ['many files', manyFiles],
];
const PAIRS: [seed: ClientKind, leech: ClientKind][] = [
  [libtorrent, aria2],
  [aria2, libtorrent],
];
const TRANSFERS = PAIRS.flatMap(([seed, leech]) =>
  CONTENTS.flatMap(([content, fixture]) =>
    (['http', 'udp'] as const).map((protocol) => ({ seed, leech, content, fixture, protocol })),
  ),
);

describeWith(
  ['libtorrent', 'aria2c', 'opentracker'],
  'The clients that Shoal is tried with',
  () => {
    it.each(TRANSFERS)(
      '$leech.name downloads $content from $seed.name through a tracker over $protocol',
      async ({ seed, leech, fixture, protocol }) => {
        const { original, received } = await transfer({ seed, leech, fixture, protocol });

        expect(received).toEqual(original);
      },
    );
  },
);
