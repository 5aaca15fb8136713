/**
 * Magnet links that the browser hands to the app, once the user has made it their handler: it opens the app with the
 * link behind a `#`, so that no server or proxy logs it (it may hold a passkey). The link leaves the address bar at
 * once and waits in the queue, through the sign-in where there must be one.
 */
import { findLinks, type LinkSource } from './add-source';

const PREFIX = '#add=';

/** The address that `registerProtocolHandler` wants; `base` is the app's. */
export function handlerAddress(base: string): string {
  return `${base}${PREFIX}%s`;
}

/** Takes them out of the address bar. Only magnet links: nothing else is handed over this way. */
export function takeHandedLinks(): LinkSource[] {
  const { hash, pathname, search } = location;
  if (!hash.startsWith(PREFIX)) return [];
  history.replaceState(history.state, '', pathname + search);
  return findLinks(decode(hash.slice(PREFIX.length))).links.filter(({ kind }) => kind === 'magnet');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Half an escape: as it stands it may still be a link.
    return text;
  }
}
