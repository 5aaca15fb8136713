/**
 * Magnet links (BEP 9, 53): text to what it names. Immutable and serialisable. A link must name a torrent by at
 * least one hash and stay within the limits below, else it is refused with a code; everything else in it is a
 * hint, and a hint that cannot be used is left out with a warning. Nothing of a link is fetched here, and
 * addresses of torrent files (`as`, `xs`) are not read at all. Throws MetainfoError and nothing else.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { readInfoHashes, type InfoHashes } from './magnet-hashes.ts';
import { decodePercents, readParameters, type MagnetParameter } from './magnet-parameters.ts';
import { readPeers, readSelection, type FileRange } from './magnet-hints.ts';
import { MAX_MAGNET_LENGTH } from './metainfo-limits.ts';
import { MetainfoError } from './metainfo-error.ts';
import { NOTHING_LEFT, safeComponent } from './safe-path.ts';
import { usableTrackers, usableWebSeeds } from './tracker-list.ts';

/** What a magnet link says, checked and made safe. */
export interface Magnet extends InfoHashes {
  /** What the link calls the torrent (`dn`), by the rule of safe-path.ts; null where it says nothing usable. */
  name: string | null;
  /** A tier for each tracker, in the order of the link: BEP 9 knows no tiers. */
  trackers: string[][];
  webSeeds: string[];
  /** Peers to begin with (`x.pe`). Whether each may be dialled is for the rules of net/address-rules.ts. */
  peers: PeerEndpoint[];
  /** Files to fetch (BEP 53), sorted and without overlap; null where the link does not choose. */
  selectOnly: FileRange[] | null;
  /** What was left out, in sentences. */
  warnings: string[];
}

const SCHEME = /^magnet:\?/i;

/** Reads a magnet link. Spaces around it do not count. */
export function parseMagnet(text: string): Magnet {
  if (text.length > MAX_MAGNET_LENGTH) {
    const message = `The magnet link is longer than ${MAX_MAGNET_LENGTH} characters.`;
    throw new MetainfoError('magnet-too-long', message);
  }
  const link = text.trim();
  if (!SCHEME.test(link)) {
    throw new MetainfoError(
      'not-magnet',
      'This is no magnet link: it does not begin with magnet:?',
    );
  }
  const parameters = readParameters(link.replace(SCHEME, ''));
  const warnings: string[] = [];
  return {
    ...readInfoHashes(valuesOf(parameters, 'xt')),
    name: readName(parameters),
    trackers: readTrackers(parameters, warnings),
    webSeeds: readWebSeeds(parameters, warnings),
    peers: readPeers(valuesOf(parameters, 'x.pe'), warnings),
    selectOnly: readSelection(valuesOf(parameters, 'so'), warnings),
    warnings,
  };
}

function valuesOf(parameters: readonly MagnetParameter[], name: string): string[] {
  return parameters
    .filter((parameter) => parameter.name === name)
    .map(({ value }) => decodePercents(value));
}

/** Programs that make links write a space as `+` here, as forms do; in addresses a plus is a plus. */
function readName(parameters: readonly MagnetParameter[]): string | null {
  const written = parameters.find(({ name, value }) => name === 'dn' && value !== '')?.value;
  if (written === undefined) return null;
  const name = safeComponent(decodePercents(written.replaceAll('+', ' ')).trim());
  return name === NOTHING_LEFT ? null : name;
}

function readTrackers(parameters: readonly MagnetParameter[], warnings: string[]): string[][] {
  const { tiers, dropped } = usableTrackers(valuesOf(parameters, 'tr').map((url) => [url]));
  if (dropped > 0) warnings.push(`${dropped} trackers with unusable addresses were left out.`);
  return tiers;
}

function readWebSeeds(parameters: readonly MagnetParameter[], warnings: string[]): string[] {
  const { urls, dropped } = usableWebSeeds(valuesOf(parameters, 'ws'));
  if (dropped > 0) warnings.push(`${dropped} web seeds with unusable addresses were left out.`);
  return urls;
}
