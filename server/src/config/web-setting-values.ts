/**
 * Lists of names, networks and origins of the web server's settings. Each parser throws a plain Error whose message
 * completes the sentence "SHOAL_X ...".
 */
import { isIP } from 'node:net';

const LONGEST_NAME = 253;
/** A label of letters, digits and hyphens; `_` is in the names of containers. */
const NAME = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;

/** Parts between commas or blanks. */
function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** `shoal.example.org, *.home.example`. `*` alone would switch the check off, and is refused. */
export function parseHostNames(text: string): string[] {
  return listOf(text.toLowerCase()).map((name) => {
    const bare = name.replace(/^\*\./, '');
    if (bare.length > LONGEST_NAME || !NAME.test(bare) || /^\d+$/.test(bare.split('.').at(-1)!)) {
      throw new Error(
        `must be names such as shoal.example.org or *.example.org (no port), not "${name}"`,
      );
    }
    return name;
  });
}

/** `127.0.0.1, 172.16.0.0/12, fd00::/8`. */
export function parseNetworks(text: string): string[] {
  return listOf(text).map((network) => {
    const [address = '', prefix, ...rest] = network.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most);
    if (family === 0 || !isPrefix || rest.length > 0) {
      throw new Error(`must be addresses or networks such as 172.16.0.0/12, not "${network}"`);
    }
    return network;
  });
}

/** `https://app.example.org, http://localhost:4200`: scheme, name and port, and no more. */
export function parseOrigins(text: string): string[] {
  return listOf(text).map((origin) => {
    const url = URL.canParse(origin) ? new URL(origin) : null;
    const isOrigin =
      url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
    if (!isOrigin) {
      throw new Error(`must be origins such as https://app.example.org, not "${origin}"`);
    }
    return url.origin;
  });
}
