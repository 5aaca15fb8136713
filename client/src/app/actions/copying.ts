/** Copies what names downloads: links, hashes, names, places; of many one a line. */
import { Clipboard } from '@angular/cdk/clipboard';
import { Service, inject } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { describeFailure } from '../api/failure';
import { TorrentApi } from '../api/torrent-api';
import { formatCount } from '../ui/format';
import { Notices } from '../ui/notices';

export type Copied = 'magnet' | 'hash' | 'name' | 'path';

/** Each link is a call to the server. */
export const MOST_LINKS = 50;
/** Multihash prefix of a SHA-256 in `urn:btmh:` (BEP 52): code 0x12, 32 bytes. */
const SHA256_MULTIHASH = '1220';

@Service()
export class Copying {
  private readonly clipboard = inject(Clipboard);
  private readonly torrents = inject(TorrentApi);
  private readonly notices = inject(Notices);

  async copy(what: Copied, rows: readonly DownloadDto[]): Promise<void> {
    try {
      const lines =
        what === 'magnet' ? await this.linksOf(rows) : rows.map((row) => lineOf(what, row));
      this.put(lines.join('\n'), rows.length);
    } catch (error) {
      this.notices.error(describeFailure(error).detail);
    }
  }

  private put(text: string, lines: number): void {
    const count = formatCount(lines);
    if (!this.clipboard.copy(text)) {
      this.notices.error($localize`The browser did not let Shoal copy.`);
    } else if (lines === 1) this.notices.info($localize`Copied.`);
    else this.notices.info($localize`Copied ${count}:count: lines.`);
  }

  private linksOf(rows: readonly DownloadDto[]): Promise<string[]> {
    return Promise.all(rows.map(async ({ id }) => magnetOf(await this.torrents.read(id))));
  }
}

function lineOf(what: Exclude<Copied, 'magnet'>, row: DownloadDto): string {
  if (what === 'hash') return row.id;
  if (what === 'name') return row.name;
  return `${row.incompleteDirectory ?? row.directory}/${row.name}`;
}

/** The link that it came by, or one that says the same (BEP 9): hashes, name, trackers. */
export function magnetOf(torrent: TorrentDto): string {
  if (torrent.magnet !== null) return torrent.magnet;
  const { infoHashV1, infoHashV2, name, trackers } = torrent;
  const parts = [
    ...(infoHashV1 ? [`xt=urn:btih:${infoHashV1}`] : []),
    ...(infoHashV2 ? [`xt=urn:btmh:${SHA256_MULTIHASH}${infoHashV2}`] : []),
    `dn=${encodeURIComponent(name)}`,
    ...trackers.flat().map((url) => `tr=${encodeURIComponent(url)}`),
  ];
  return `magnet:?${parts.join('&')}`;
}
