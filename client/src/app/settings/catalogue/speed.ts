/** Limits of speed, and when they hold. */
import type { ServerSetting } from '../setting-entry';

const NO_LIMIT = $localize`:rate limit:No limit`;

export const SPEED_SETTINGS: readonly ServerSetting[] = [
  {
    source: 'server',
    section: 'speed',
    name: 'downloadLimit',
    title: $localize`Download limit`,
    help: $localize`Most that all downloads together receive. Leave it empty for no limit.`,
    words: $localize`rate bandwidth throttle maximum`,
    kind: { type: 'quantity', unit: 'rate', none: NO_LIMIT },
  },
  {
    source: 'server',
    section: 'speed',
    name: 'uploadLimit',
    title: $localize`Upload limit`,
    help: $localize`Most that all downloads together send. Some 80 % of what your line can send keeps it quick for others.`,
    words: $localize`rate bandwidth throttle maximum seeding`,
    kind: { type: 'quantity', unit: 'rate', none: NO_LIMIT },
  },
  {
    source: 'server',
    section: 'speed',
    name: 'limitLocalPeers',
    title: $localize`Limit the local network too`,
    help: $localize`Whether the limits also hold for peers in your own network, where your line is not in use.`,
    words: $localize`lan peers`,
    kind: { type: 'switch' },
  },
  {
    source: 'server',
    section: 'speed',
    name: 'alternativeMode',
    title: $localize`Alternative limits`,
    help: $localize`A second pair of limits that takes the place of the first. The turtle in the top bar switches them too.`,
    words: $localize`turtle slow mode schedule`,
    kind: {
      type: 'choice',
      choices: [
        { value: 'off', word: $localize`:alternative limits:Off` },
        { value: 'on', word: $localize`:alternative limits:On` },
        { value: 'scheduled', word: $localize`:alternative limits:By the schedule below` },
      ],
    },
  },
  {
    source: 'server',
    section: 'speed',
    name: 'alternativeLimits',
    part: 'downloadLimit',
    title: $localize`Alternative download limit`,
    help: $localize`Holds in place of the download limit. Leave it empty for no limit.`,
    words: $localize`turtle rate bandwidth`,
    kind: { type: 'quantity', unit: 'rate', none: NO_LIMIT },
  },
  {
    source: 'server',
    section: 'speed',
    name: 'alternativeLimits',
    part: 'uploadLimit',
    title: $localize`Alternative upload limit`,
    help: $localize`Holds in place of the upload limit. Leave it empty for no limit.`,
    words: $localize`turtle rate bandwidth`,
    kind: { type: 'quantity', unit: 'rate', none: NO_LIMIT },
  },
  {
    source: 'server',
    section: 'speed',
    name: 'schedule',
    title: $localize`Schedule`,
    help: $localize`When the alternative limits hold, in the server's own time. An end that is not after the beginning is on the next day.`,
    words: $localize`week days hours time night`,
    kind: { type: 'schedule' },
  },
];
