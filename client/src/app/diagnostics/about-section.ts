/** Which Shoal this is, how its surroundings are, and whose work it stands on. */
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, inject, signal } from '@angular/core';
import { DiagnosticsApi } from '../api/diagnostics-api';
import { SERVER_BASE } from '../api/server-address';
import { polled } from '../live/polled';
import { SessionState } from '../live/session-state';
import { formatTime } from '../ui/format';
import { Icon } from '../ui/icon';
import { LoadState } from '../ui/load-state';
import { Notices } from '../ui/notices';
import { saveFile } from '../ui/save-file';
import { STATUS_LOOKS, diagnosesOf, reportText } from './diagnosis';

@Component({
  selector: 'shoal-about-section',
  imports: [Icon, LoadState],
  templateUrl: './about-section.html',
  styleUrls: ['../ui/card.css', './about-section.css'],
})
export class AboutSection {
  private readonly api = inject(DiagnosticsApi);
  private readonly session = inject(SessionState);
  private readonly notices = inject(Notices);
  private readonly clipboard = inject(Clipboard);
  protected readonly base = inject(SERVER_BASE);

  protected readonly version = computed(() => this.session.info()?.version ?? '');
  protected readonly isChecking = signal(false);
  private readonly isThorough = signal(false);
  protected readonly read = polled({
    what: () => null,
    load: () => (this.isThorough() ? this.api.run() : this.api.read()),
  });
  protected readonly diagnoses = computed(() => {
    const report = this.read.value();
    return report ? diagnosesOf(report) : [];
  });
  protected readonly looks = STATUS_LOOKS;
  protected readonly checkedAt = computed(() => formatTime(this.read.value()?.checkedAt ?? null));

  /** Thorough: with a file written to each disk, and the database looked through. */
  protected async check(isThorough: boolean): Promise<void> {
    this.isChecking.set(true);
    this.isThorough.set(isThorough);
    await this.read.reload();
    this.isChecking.set(false);
  }

  protected copy(): void {
    const isCopied = this.clipboard.copy(this.text());
    if (isCopied) this.notices.info($localize`The report is copied.`);
    else this.notices.error($localize`The browser did not let Shoal copy.`);
  }

  protected save(): void {
    saveFile(new Blob([this.text()], { type: 'text/plain' }), 'shoal-diagnostics.txt');
  }

  private text(): string {
    const report = this.read.value();
    return report ? reportText(this.version(), report) : '';
  }
}
