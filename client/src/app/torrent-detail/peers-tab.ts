/** The connected peers of a download, those that move most data first. */
import { Component, computed, inject, input } from '@angular/core';
import type { DownloadDto, DownloadPeerDto, DownloadState } from '@shared/dto/download.js';
import { formatPercent, formatRate } from '../ui/format';
import { SOURCE_WORDS } from '../ui/peer-sources';
import { ProgressBar } from '../ui/progress-bar';
import { DetailFeed } from './detail-feed';

/** Why there are no peers, where the state alone explains it. */
const EMPTY_REASONS: Partial<Record<DownloadState, string>> = {
  cancelled: 'Cancelled downloads have no peers. Resume it to connect again.',
  error: 'A download in error has no peers.',
  queued: 'It waits for its turn and has no peers yet.',
  checking: 'Peers come when the check is done.',
  metadata: 'No peer is connected now. The overview tells where they are looked for.',
};

@Component({
  selector: 'shoal-peers-tab',
  imports: [ProgressBar],
  templateUrl: './peers-tab.html',
  styleUrl: './detail-table.css',
})
export class PeersTab {
  readonly row = input.required<DownloadDto>();
  protected readonly peers = inject(DetailFeed).peers;

  protected readonly sorted = computed(() =>
    (this.peers() ?? []).toSorted(
      (one, other) =>
        other.downloadRate + other.uploadRate - one.downloadRate - one.uploadRate ||
        (one.id < other.id ? -1 : 1),
    ),
  );
  protected readonly emptyReason = computed(
    () =>
      EMPTY_REASONS[this.row().state] ??
      'No peer is connected now. The overview tells where they are looked for.',
  );

  protected readonly rate = formatRate;
  protected readonly percent = formatPercent;

  protected source(peer: DownloadPeerDto): string {
    return peer.incoming ? SOURCE_WORDS.incoming : SOURCE_WORDS[peer.source];
  }

  /** What the flags of other clients say in letters. */
  protected status(peer: DownloadPeerDto): string {
    const parts: string[] = [];
    if (peer.snubbed) parts.push('sends nothing though asked');
    else if (peer.interested) parts.push(peer.choked ? 'makes us wait' : 'serves us');
    if (peer.peerInterested) parts.push(peer.peerChoked ? 'waits for us' : 'served by us');
    if (peer.optimistic) parts.push('on trial');
    if (parts.length === 0) parts.push('idle');
    if (peer.encryption === 'rc4') parts.push('encrypted');
    return parts.join(', ');
  }
}
