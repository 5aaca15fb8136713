/** How the columns of a peer read: country, where it was found, encryption. Pure but for what the browser knows. */
import type { DownloadPeerDto, PeerEncryption, PeerSource } from '@shared/dto/download.js';
import { perLocale } from '../../ui/locale';

export const FOUND_WORDS: Record<PeerSource, string> = {
  tracker: $localize`Tracker`,
  incoming: $localize`Incoming`,
  manual: $localize`Added by hand`,
  dht: $localize`DHT`,
  pex: $localize`Peer exchange`,
  lsd: $localize`Local network`,
};

export const ENCRYPTION_WORDS: Record<PeerEncryption, string> = {
  none: $localize`None`,
  handshake: $localize`Handshake`,
  rc4: $localize`All data`,
};

/** Whoever dialled us, told nobody where it found us. */
export function sourceOf(peer: DownloadPeerDto): PeerSource {
  return peer.incoming ? 'incoming' : peer.source;
}

export interface Country {
  code: string;
  name: string;
  /** Two regional indicators, which some systems draw as a flag: decoration. */
  flag: string;
}

const names = perLocale((tag) => new Intl.DisplayNames([tag, 'en'], { type: 'region' }));
const known = perLocale(() => new Map<string, Country>());

/** Of a code of two letters; its name as the reader's language has it. */
export function countryOf(code: string): Country {
  const country = known().get(code) ?? { code, name: nameOf(code), flag: flagOf(code) };
  known().set(code, country);
  return country;
}

function nameOf(code: string): string {
  try {
    return names().of(code) ?? code;
  } catch {
    // Not a code that the browser takes.
    return code;
  }
}

const REGIONAL_A = 0x1f1e6;

function flagOf(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return '';
  const points = Array.from(code, (letter) => REGIONAL_A + letter.charCodeAt(0) - 65);
  return String.fromCodePoint(...points);
}
