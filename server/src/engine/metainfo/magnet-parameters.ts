/**
 * The parameters of a magnet link, as they are written: split at `&`, names in lower case, values still encoded.
 * Names may carry a number (`tr.1`), which says nothing (BEP 9, libtorrent).
 */
import { MAX_MAGNET_PARAMETERS } from './metainfo-limits.ts';
import { MetainfoError } from './metainfo-error.ts';

export interface MagnetParameter {
  name: string;
  /** Percent-encoded, as it stands in the link. */
  value: string;
}

const tolerantUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Splits what follows `magnet:?`. Throws MetainfoError where there are too many parameters. */
export function readParameters(query: string): MagnetParameter[] {
  // Links that were copied out of the source of a web page have &amp; between their parameters.
  const parts = query.replaceAll('&amp;', '&').split('&');
  if (parts.length > MAX_MAGNET_PARAMETERS) {
    const message = `The magnet link has more than ${MAX_MAGNET_PARAMETERS} parameters.`;
    throw new MetainfoError('too-many-parameters', message);
  }
  return parts.filter((part) => part.includes('=')).map(splitPart);
}

/** The text behind percent escapes. What is no escape stays; bytes that are not UTF-8 become U+FFFD. */
export function decodePercents(value: string): string {
  return value.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    tolerantUtf8.decode(Buffer.from(escapes.replaceAll('%', ''), 'hex')),
  );
}

function splitPart(part: string): MagnetParameter {
  const equals = part.indexOf('=');
  const name = part
    .slice(0, equals)
    .toLowerCase()
    .replace(/\.\d+$/, '');
  return { name, value: part.slice(equals + 1) };
}
