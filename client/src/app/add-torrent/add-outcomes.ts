/** Tells what came of adding, with the way to what was added. */
import { Service, inject } from '@angular/core';
import { Router } from '@angular/router';
import { Selection } from '../torrents/selection';
import { formatCount } from '../ui/format';
import { type NoticeAction, Notices } from '../ui/notices';
import type { AddOutcome } from './add-items';

@Service()
export class AddOutcomes {
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly selection = inject(Selection);

  tell({ added, there, failed }: AddOutcome): void {
    const show: NoticeAction = {
      label: $localize`Show`,
      run: () => this.show(added.length > 0 ? added.map(({ id }) => id) : there),
    };
    const [only] = added;
    const all = formatCount(added.length + there.length + failed.length);
    const [addedCount, thereCount] = [formatCount(added.length), formatCount(there.length)];
    if (failed[0]) {
      const reason = `${failed[0].name()}: ${failed[0].faultText() ?? ''}`;
      this.notices.error(
        $localize`Added ${addedCount}:count: of ${all}:all: torrents. ${reason}:reason:`,
      );
    } else if (there.length > 0) {
      this.notices.info(
        added.length === 0
          ? $localize`In the list already: ${thereCount}:count:`
          : $localize`Added ${addedCount}:added:; ${thereCount}:there: in the list already`,
        show,
      );
    } else if (added.length === 1 && only) {
      this.notices.info($localize`Added ${only.name}:name:.`, show);
    } else this.notices.info($localize`Added ${addedCount}:count: torrents.`, show);
  }

  /** One opens, several are selected in the list. */
  show(ids: readonly string[]): void {
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) void this.router.navigate(['/torrents', only]);
    else if (ids.length > 1) {
      void this.router.navigate(['/']);
      this.selection.select(ids);
    }
  }
}
