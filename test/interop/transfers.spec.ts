/**
 * Shoal and other clients exchange whole torrents through a real tracker, in both directions, byte for byte.
 * The matrix is the specification: role, other client, content, the tracker's protocol.
 */
import { expect, it } from 'vitest';
import { aria2 } from '../support/clients/aria2.ts';
import type { ClientKind } from '../support/clients/client.ts';
import { libtorrent } from '../support/clients/libtorrent.ts';
import { shoal } from '../support/clients/shoal.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Fixture, manyFiles, singleFile } from '../support/fixtures.ts';
import { transfer } from './swarm.ts';

const MEBIBYTE = 1024 * 1024;

interface Content {
  name: string;
  fixture: Fixture;
  pieceLength: number;
}

const CONTENTS: Content[] = [
  {
    name: 'a file of 256 MiB',
    fixture: singleFile(256 * MEBIBYTE),
    pieceLength: MEBIBYTE,
  },
  {
    name: 'a folder of 1,009 files',
    fixture: manyFiles,
    pieceLength: 64 * 1024,
  },
];
const OTHERS: ClientKind[] = [libtorrent, aria2];

const TRANSFERS = OTHERS.flatMap((other) =>
  CONTENTS.flatMap((content) =>
    (['http', 'udp'] as const).map((protocol) => ({ other, content, protocol })),
  ),
);

describeWith(['libtorrent', 'aria2c', 'opentracker'], 'Shoal downloads from another client', () => {
  it.each(TRANSFERS)(
    '$content.name, $other.name, tracker over $protocol',
    async ({ other, content, protocol }) => {
      const { original, received } = await transfer({
        ...content,
        seed: other,
        leech: shoal,
        protocol,
      });

      expect(received).toEqual(original);
    },
  );
});

describeWith(['libtorrent', 'aria2c', 'opentracker'], 'Another client downloads from Shoal', () => {
  it.each(TRANSFERS)(
    '$content.name, $other.name, tracker over $protocol',
    async ({ other, content, protocol }) => {
      const { original, received } = await transfer({
        ...content,
        seed: shoal,
        leech: other,
        protocol,
      });

      expect(received).toEqual(original);
    },
  );
});
