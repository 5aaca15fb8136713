/** One of what is being added: what it describes, its files to choose, or why it cannot be added. */
import { Component, computed, inject, input, output } from '@angular/core';
import { MetadataProgress } from '../metadata/metadata-progress';
import { FileTree } from '../ui/file-tree/file-tree';
import { formatBytes, formatCount, formatDate } from '../ui/format';
import { Icon } from '../ui/icon';
import { Screen } from '../ui/screen';
import type { AddItem } from './add-item';

@Component({
  selector: 'shoal-add-view',
  imports: [FileTree, Icon, MetadataProgress],
  templateUrl: './add-view.html',
  styleUrl: './add-view.css',
})
export class AddView {
  private readonly screen = inject(Screen);
  readonly item = input.required<AddItem>();
  readonly retried = output();
  readonly existingShown = output();

  protected readonly torrent = computed(() => this.item().torrent());
  protected readonly metadata = computed(() => this.item().metadata());
  protected readonly state = computed(() => this.item().state());
  protected readonly canRetry = computed(
    () => this.item().canRetry() || this.metadata()?.state === 'failed',
  );
  /** No higher than its files need. */
  protected readonly treeHeight = computed(() => {
    const line = this.screen.isPhone() ? 52 : 32;
    const files = this.item().files();
    const folders = new Set(files.map(({ path }) => path.slice(0, path.lastIndexOf('/') + 1)));
    return Math.min(this.screen.isPhone() ? 320 : 300, 84 + line * (files.length + folders.size));
  });

  protected readonly bytes = formatBytes;
  protected readonly count = formatCount;
  protected readonly date = formatDate;
}
