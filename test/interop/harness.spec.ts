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

interface Case {
  seed: ClientKind;
  leech: ClientKind;
  content: string;
  fixture: Fixture;
  protocol: 'http' | 'udp';
}

const FILE = { content: 'one file', fixture: singleFile(32 * MEBIBYTE + 1) };
const FOLDER = { content: 'many files', fixture: manyFiles };
const CASES: Case[] = [
  { seed: libtorrent, leech: aria2, ...FILE, protocol: 'http' },
  { seed: libtorrent, leech: aria2, ...FOLDER, protocol: 'udp' },
  { seed: aria2, leech: libtorrent, ...FILE, protocol: 'udp' },
  { seed: aria2, leech: libtorrent, ...FOLDER, protocol: 'http' },
];

describeWith(
  ['libtorrent', 'aria2c', 'opentracker'],
  'The clients that Shoal is tried with',
  () => {
    it.each(CASES)(
      '$leech.name downloads $content from $seed.name through a tracker over $protocol',
      async ({ seed, leech, fixture, protocol }) => {
        const { original, received } = await transfer({ seed, leech, fixture, protocol });

        expect(received).toEqual(original);
      },
    );
  },
);
