/** What a reader may see of a torrent: addresses without passkeys, which are passwords (tracker/tracker-secrets.ts). */
import type { Scope } from '@shared/dto/auth.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { maskSecrets } from '../logging/secret-masking.ts';

/** The torrent as somebody of this scope sees it. */
export function torrentFor(scope: Scope, torrent: TorrentDto): TorrentDto {
  if (scope !== 'read') return torrent;
  return {
    ...torrent,
    comment: torrent.comment && maskSecrets(torrent.comment),
    trackers: torrent.trackers.map((tier) => tier.map(maskSecrets)),
    webSeeds: torrent.webSeeds.map(maskSecrets),
    magnet: torrent.magnet && maskSecrets(torrent.magnet),
  };
}
