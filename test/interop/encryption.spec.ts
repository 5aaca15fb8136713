/**
 * Encrypted connections (MSE) with other clients: who requires encryption gets it from who allows it, whichever
 * of the two dials. The leech dials, since it learns of the seed from the tracker.
 */
import { expect, it } from 'vitest';
import { aria2 } from '../support/clients/aria2.ts';
import type { ClientEncryption, ClientKind } from '../support/clients/client.ts';
import { libtorrent } from '../support/clients/libtorrent.ts';
import { qbittorrent } from '../support/clients/qbittorrent.ts';
import { shoal } from '../support/clients/shoal.ts';
import { transmission } from '../support/clients/transmission.ts';
import { describeWith } from '../support/describe-with.ts';
import { singleFile } from '../support/fixtures.ts';
import { transfer } from './swarm.ts';

const CONTENT = { fixture: singleFile(8 * 1024 * 1024 + 1), protocol: 'http' } as const;

/** How Shoal is set, and how the other is. */
const POLICIES: { own: ClientEncryption; others: ClientEncryption }[] = [
  { own: 'forced', others: 'forced' },
  { own: 'forced', others: 'enabled' },
  { own: 'enabled', others: 'forced' },
  { own: 'preferred', others: 'enabled' },
];
const TRANSFERS = [libtorrent, aria2].flatMap((other) =>
  POLICIES.map(({ own, others }) => ({ other, own, others })),
);

/** These two know less of it, and take longer to begin: side by side, and only what is required somewhere. */
const SLOWER_TRANSFERS = [qbittorrent, transmission].flatMap((other) =>
  POLICIES.filter(({ own, others }) => own === 'forced' || others === 'forced').map(
    ({ own, others }) => ({ other, own, others }),
  ),
);

function encrypted(kind: ClientKind, encryption: ClientEncryption): ClientKind {
  return {
    ...kind,
    seed: (options) => kind.seed({ ...options, encryption }),
    leech: (options) => kind.leech({ ...options, encryption }),
  };
}

describeWith(['libtorrent', 'aria2c', 'opentracker'], 'With encryption', () => {
  it.each(TRANSFERS)(
    'Shoal ($own) dials $other.name ($others) and downloads',
    async ({ other, own, others }) => {
      const { original, received } = await transfer({
        ...CONTENT,
        seed: encrypted(other, others),
        leech: encrypted(shoal, own),
      });

      expect(received).toEqual(original);
    },
  );

  it.each(TRANSFERS)(
    '$other.name ($others) dials Shoal ($own) and downloads',
    async ({ other, own, others }) => {
      const { original, received } = await transfer({
        ...CONTENT,
        seed: encrypted(shoal, own),
        leech: encrypted(other, others),
      });

      expect(received).toEqual(original);
    },
  );
});

describeWith(
  ['libtorrent', 'qbittorrent-nox', 'transmission-daemon', 'opentracker'],
  'With encryption required on one side or on both',
  () => {
    it.concurrent.each(SLOWER_TRANSFERS)(
      'Shoal ($own) downloads from $other.name ($others)',
      async ({ other, own, others }) => {
        const { original, received } = await transfer({
          ...CONTENT,
          seed: encrypted(other, others),
          leech: encrypted(shoal, own),
        });

        expect(received).toEqual(original);
      },
    );

    it.concurrent.each(SLOWER_TRANSFERS)(
      '$other.name ($others) downloads from Shoal ($own)',
      async ({ other, own, others }) => {
        const { original, received } = await transfer({
          ...CONTENT,
          seed: encrypted(shoal, own),
          // Shoal dials: after a refusal qBittorrent would wait a minute before it tries encryption.
          leech: { ...encrypted(other, others), mustBeDialled: true },
        });

        expect(received).toEqual(original);
      },
    );
  },
);
