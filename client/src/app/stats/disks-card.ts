/** The folders that downloads go into, and what room their disks have. */
import { Component, computed, inject } from '@angular/core';
import type { VolumeDto, VolumeState } from '@shared/dto/volume.js';
import { VolumeApi } from '../api/volume-api';
import { polled } from '../live/polled';
import { NO_VALUE, formatBytes, formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { LoadState } from '../ui/load-state';

const EVERY_MS = 30_000;
/** Under a gibibyte: soon downloads will stop. */
const LOW_BYTES = 1024 ** 3;

const STATE_WORDS: Record<Exclude<VolumeState, 'there'>, string> = {
  missing: $localize`The disk is not mounted.`,
  silent: $localize`The disk does not answer.`,
};

@Component({
  selector: 'shoal-disks-card',
  imports: [Icon, LoadState],
  templateUrl: './disks-card.html',
  styleUrls: ['../ui/card.css', './disks-card.css'],
})
export class DisksCard {
  private readonly api = inject(VolumeApi);
  protected readonly read = polled({
    what: () => null,
    load: () => this.api.list(),
    everyMs: EVERY_MS,
  });
  protected readonly disks = computed(() => this.read.value()?.items.map(lookOf) ?? []);
}

function lookOf(volume: VolumeDto) {
  const { path, isDefault, state, freeBytes, totalBytes, usedBytes, downloads } = volume;
  const share = (bytes: number) => (totalBytes ? Math.min(100, (bytes / totalBytes) * 100) : 0);
  const others = totalBytes === null || freeBytes === null ? 0 : totalBytes - freeBytes - usedBytes;
  return {
    path,
    isDefault,
    fault: state === 'there' ? null : STATE_WORDS[state],
    isLow: freeBytes !== null && freeBytes < LOW_BYTES,
    hasBar: totalBytes !== null && freeBytes !== null,
    ownShare: share(usedBytes),
    otherShare: share(Math.max(0, others)),
    own: formatBytes(usedBytes),
    others: formatBytes(Math.max(0, others)),
    free: freeBytes === null ? NO_VALUE : formatBytes(freeBytes),
    total: totalBytes === null ? NO_VALUE : formatBytes(totalBytes),
    downloads,
    count: formatCount(downloads),
  };
}
