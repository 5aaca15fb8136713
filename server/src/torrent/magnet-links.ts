/** What becomes of the text of a magnet link that is given twice. Pure. */
import type { Magnet } from '../engine/index.ts';
import { MAX_MAGNET_LINK_LENGTH } from '@shared/dto/torrent.js';

/** Hints of a link that add up where it is given twice. */
const ADDED_UP = [
  ['tr', ({ trackers }: Magnet) => trackers.flat()],
  ['ws', ({ webSeeds }: Magnet) => webSeeds],
  ['x.pe', ({ peers }: Magnet) => peers.map(({ address, port }) => hostAndPort(address, port))],
] as const;

/** A link, and what it says. */
export interface ReadMagnet {
  link: string;
  magnet: Magnet;
}

/** The first link with the trackers, web seeds and peers that only the second one has, as far as a link may be long. */
export function joinedLink(first: ReadMagnet, second: ReadMagnet): string {
  let { link } = first;
  for (const [name, valuesOf] of ADDED_UP) {
    const known = new Set(valuesOf(first.magnet));
    for (const value of valuesOf(second.magnet)) {
      const longer = `${link}&${name}=${encodeURIComponent(value)}`;
      if (!known.has(value) && longer.length <= MAX_MAGNET_LINK_LENGTH) link = longer;
    }
  }
  return link;
}

function hostAndPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
