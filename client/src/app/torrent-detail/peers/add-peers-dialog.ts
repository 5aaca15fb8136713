/** Names peers that a download may connect to. The server takes all of them or none, and says which is wrong. */
import { Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MAX_ADDED_PEERS } from '@shared/dto/peer.js';
import { describeFailure } from '../../api/failure';
import { PeerApi } from '../../api/peer-api';
import { LiveSync } from '../../live/live-sync';
import { Icon } from '../../ui/icon';
import { linesOf } from '../../ui/lines';
import { formatMessage } from '../../ui/message';
import { Notices } from '../../ui/notices';

@Component({
  selector: 'shoal-add-peers-dialog',
  imports: [Icon, MatDialogModule],
  template: `
    <h2 mat-dialog-title i18n>Add peers</h2>
    <form (submit)="send($event)">
      <mat-dialog-content>
        <label for="new-peers" i18n>Addresses with ports</label>
        <textarea
          #box
          id="new-peers"
          class="field mono"
          rows="5"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          placeholder="192.0.2.1:51413"
          cdkFocusInitial
          [attr.aria-invalid]="refusal() !== null || null"
          aria-describedby="new-peers-note"
          (input)="text.set(box.value)"
        ></textarea>
        @if (refusal(); as detail) {
          <p id="new-peers-note" class="error" role="alert">
            <shoal-icon name="alert" />{{ detail }}
          </p>
        } @else {
          <p id="new-peers-note" class="muted" i18n>
            One a line, IPv6 in brackets: [2001:db8::1]:51413. They are dialled as soon as there is
            room for them.
          </p>
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button class="button" type="button" mat-dialog-close i18n>Cancel</button>
        <button class="button primary" type="submit" [disabled]="!canSend()" i18n>
          {peers().length, plural,
            =0 {Add peers}
            =1 {Add 1 peer}
            other {Add {{ peers().length }} peers}
          }
        </button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    label {
      display: block;
      margin-bottom: 3px;
      color: var(--text);
      font-weight: 600;
    }
    textarea {
      width: 100%;
      padding: var(--space-2);
      color: var(--text);
      resize: vertical;
    }
    p {
      display: flex;
      align-items: center;
      gap: 5px;
      margin-top: var(--space-1);
      font-size: var(--size-small);
    }
    .error {
      color: var(--error);
    }
  `,
})
export class AddPeersDialog {
  private readonly api = inject(PeerApi);
  private readonly sync = inject(LiveSync);
  private readonly notices = inject(Notices);
  private readonly dialog = inject<MatDialogRef<AddPeersDialog>>(MatDialogRef);
  private readonly downloadId = inject<string>(MAT_DIALOG_DATA);

  protected readonly text = signal('');
  protected readonly peers = computed(() => linesOf(this.text()));
  protected readonly refusal = signal<string | null>(null);
  private readonly isSending = signal(false);
  protected readonly canSend = computed(
    () => this.sync.isLive() && this.peers().length > 0 && !this.isSending(),
  );

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.canSend()) return;
    const peers = this.peers();
    if (peers.length > MAX_ADDED_PEERS) {
      this.refusal.set($localize`At most ${MAX_ADDED_PEERS}:count: at a time.`);
      return;
    }
    this.isSending.set(true);
    try {
      await this.api.add(this.downloadId, peers);
      this.dialog.close();
      this.notices.info(
        formatMessage(
          $localize`{count, plural, =1 {Added 1 peer. It is dialled now.} other {Added # peers. They are dialled now.}}`,
          { count: peers.length },
        ),
      );
    } catch (error) {
      this.refusal.set(describeFailure(error).detail);
    } finally {
      this.isSending.set(false);
    }
  }
}
