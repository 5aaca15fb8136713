/** Names of clients, from their peer ids (BEP 20) and from what they say of themselves. Always printable. */
const MAX_NAME_CHARACTERS = 64;

const CLIENTS: Readonly<Record<string, string>> = {
  AZ: 'Vuze',
  BI: 'BiglyBT',
  DE: 'Deluge',
  KT: 'KTorrent',
  LT: 'libtorrent',
  lt: 'rTorrent',
  qB: 'qBittorrent',
  rQ: 'rqbit',
  SH: 'Shoal',
  TR: 'Transmission',
  UT: 'uTorrent',
  WW: 'WebTorrent',
};

/** At most 64 printable characters; a name is a stranger's text that will stand on a page or in a terminal. */
export function printableName(text: string): string {
  const printable = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
  return Array.from(printable).slice(0, MAX_NAME_CHARACTERS).join('');
}

/** "Name 1.2.3" for an Azureus-style id (`-XX1230-`), "aria2 1.36" for aria2's own style; "unknown" otherwise. */
export function clientNameOf(peerId: Uint8Array): string {
  const text = Buffer.from(peerId).toString('latin1');
  const azureus = /^-([A-Za-z~]{2})([0-9A-Za-z]{4})-/.exec(text);
  if (azureus) {
    const [, code = '', version = ''] = azureus;
    return `${CLIENTS[code] ?? code} ${version
      .split('')
      .map((digit) => parseInt(digit, 36))
      .join('.')}`;
  }
  const aria2 = /^A2-(\d+)-(\d+)-(\d+)-/.exec(text);
  if (aria2) return `aria2 ${aria2.slice(1).join('.')}`;
  return 'unknown';
}
