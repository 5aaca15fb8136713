/** Asks before a peer is kept out, says for how long and where that is taken back, and offers its network too. */
import { Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { DownloadPeerDto } from '@shared/dto/download.js';
import { describeFailure } from '../../api/failure';
import { PeerApi } from '../../api/peer-api';
import { BansView } from '../../bans/bans-view';
import { LiveSync } from '../../live/live-sync';
import { Icon } from '../../ui/icon';
import { Notices } from '../../ui/notices';
import { networkOf } from './network-of';

@Component({
  selector: 'shoal-ban-peer-dialog',
  imports: [Icon, MatDialogModule],
  template: `
    <h2 mat-dialog-title i18n>Ban this peer?</h2>
    <form (submit)="send($event)">
      <mat-dialog-content>
        <p>
          <strong>{{ peer.address }}</strong>
          @if (peer.client) {
            <span class="muted">, {{ peer.client }}</span>
          }
        </p>
        <fieldset>
          <legend i18n>Keep out</legend>
          <label>
            <input
              type="radio"
              name="range"
              [checked]="range() === peer.address"
              (change)="range.set(peer.address)"
            /><ng-container i18n>This address alone</ng-container>
          </label>
          @if (network) {
            <label>
              <input
                type="radio"
                name="range"
                [checked]="range() === network"
                (change)="range.set(network)"
              /><span i18n
                >Its whole network, <span class="figures">{{ network }}</span></span
              >
            </label>
          }
        </fieldset>
        <label class="reason" for="ban-reason" i18n>Why (for whoever reads the list later)</label>
        <input
          #box
          id="ban-reason"
          class="field"
          type="text"
          maxlength="200"
          autocomplete="off"
          (input)="reason.set(box.value)"
        />
        <p class="outcome" i18n>
          It is dropped at once and kept out of all downloads, after a restart too, until you lift
          the ban under “Bans”.
        </p>
        @if (refusal(); as detail) {
          <p class="error" role="alert"><shoal-icon name="alert" />{{ detail }}</p>
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button class="button" type="button" mat-dialog-close i18n>Cancel</button>
        <button class="button danger filled" type="submit" [disabled]="!canSend()" i18n>Ban</button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    mat-dialog-content {
      color: var(--text);
    }
    p {
      overflow-wrap: anywhere;
    }
    fieldset {
      margin: var(--space-3) 0;
      padding: 0;
      border: 0;
    }
    legend,
    .reason {
      display: block;
      padding: 0;
      margin-bottom: 3px;
      font-weight: 600;
    }
    fieldset label {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 28px;
    }
    .field {
      width: 100%;
    }
    .outcome {
      margin-top: var(--space-3);
      color: var(--text-muted);
    }
    .error {
      display: flex;
      align-items: center;
      gap: 5px;
      margin-top: var(--space-2);
      color: var(--error);
    }
  `,
})
export class BanPeerDialog {
  private readonly api = inject(PeerApi);
  private readonly sync = inject(LiveSync);
  private readonly notices = inject(Notices);
  private readonly bans = inject(BansView);
  private readonly dialog = inject<MatDialogRef<BanPeerDialog>>(MatDialogRef);
  protected readonly peer = inject<DownloadPeerDto>(MAT_DIALOG_DATA);

  protected readonly network = networkOf(this.peer.address);
  protected readonly range = signal(this.peer.address);
  protected readonly reason = signal('');
  protected readonly refusal = signal<string | null>(null);
  private readonly isSending = signal(false);
  protected readonly canSend = computed(() => this.sync.isLive() && !this.isSending());

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.canSend()) return;
    this.isSending.set(true);
    const reason = this.reason().trim();
    try {
      const { network } = await this.api.ban({
        network: this.range(),
        ...(reason !== '' && { reason }),
      });
      this.dialog.close();
      this.notices.info($localize`Banned ${network}:network:.`, {
        label: $localize`Show bans`,
        run: () => void this.bans.open(),
      });
    } catch (error) {
      this.refusal.set(describeFailure(error).detail);
    } finally {
      this.isSending.set(false);
    }
  }
}
