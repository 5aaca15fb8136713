/** How many run at the same time. */
import type { ServerSetting } from '../setting-entry';

const ANY_NUMBER = $localize`Any number`;

export const QUEUE_SETTINGS: readonly ServerSetting[] = [
  {
    source: 'server',
    section: 'queue',
    name: 'maxActiveDownloads',
    title: $localize`Downloads at the same time`,
    help: $localize`The others wait in their order. Slow ones are not counted.`,
    words: $localize`queue active limit`,
    kind: { type: 'quantity', unit: 'count', none: ANY_NUMBER },
  },
  {
    source: 'server',
    section: 'queue',
    name: 'maxActiveSeeds',
    title: $localize`Seeds at the same time`,
    help: $localize`Complete ones that are offered to others. Slow ones are not counted.`,
    words: $localize`queue active limit seeding upload`,
    kind: { type: 'quantity', unit: 'count', none: ANY_NUMBER },
  },
  {
    source: 'server',
    section: 'queue',
    name: 'maxActive',
    title: $localize`Both together`,
    help: $localize`Downloads and seeds that run at the same time, slow ones too.`,
    words: $localize`queue active total limit`,
    kind: { type: 'quantity', unit: 'count', none: ANY_NUMBER },
  },
  {
    source: 'server',
    section: 'queue',
    name: 'slowBytesPerSecond',
    title: $localize`Slow below`,
    help: $localize`A download or seed under this speed takes no place of the queue, so that one that hangs holds up nobody. 0 counts all.`,
    words: $localize`stalled inactive rate`,
    kind: { type: 'quantity', unit: 'rate' },
  },
  {
    source: 'server',
    section: 'queue',
    name: 'slowAfterSeconds',
    title: $localize`Slow after`,
    help: $localize`How long it must have been slow for that, and quick again to be counted.`,
    words: $localize`stalled inactive time`,
    kind: { type: 'quantity', unit: 'seconds' },
  },
  {
    source: 'server',
    section: 'queue',
    name: 'newDownloadsFirst',
    title: $localize`New downloads go to the top`,
    help: $localize`Else they wait behind those that are there.`,
    words: $localize`queue order position`,
    kind: { type: 'switch' },
  },
];
