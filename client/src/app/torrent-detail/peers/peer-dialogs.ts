/** Opens what is asked about peers; the dialogs load when they are wanted. */
import { Service, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { DownloadPeerDto } from '@shared/dto/download.js';

const SIZE = { width: '460px', maxWidth: '94vw', maxHeight: '94vh' };

@Service()
export class PeerDialogs {
  private readonly dialog = inject(MatDialog);

  async add(downloadId: string): Promise<void> {
    const { AddPeersDialog } = await import('./add-peers-dialog');
    this.dialog.open(AddPeersDialog, { ...SIZE, data: downloadId });
  }

  /** Asks whether the peer, or its whole network, is to be kept out. */
  async ban(peer: DownloadPeerDto): Promise<void> {
    const { BanPeerDialog } = await import('./ban-peer-dialog');
    this.dialog.open(BanPeerDialog, { ...SIZE, data: peer, autoFocus: 'first-heading' });
  }
}
