/** What the announcer relies on in a tracker's reply, whatever the tracker said. */
import { canonicalAddress } from '../../server/src/engine/net/address.ts';
import {
  MAX_PEERS_PER_REPLY,
  type AnnounceReply,
} from '../../server/src/engine/tracker/tracker-transport.ts';

/** Throws where one of the rules is broken. */
export function expectSoundReply(reply: AnnounceReply): void {
  const { peers, intervalSeconds, minIntervalSeconds, seeds, leechers, warning } = reply;
  const rules: Record<string, boolean> = {
    'peers are a bounded number': peers.length <= MAX_PEERS_PER_REPLY,
    'peers have addresses': peers.every(({ address }) => canonicalAddress(address) === address),
    'peers have ports': peers.every(
      ({ port }) => Number.isInteger(port) && port > 0 && port < 65_536,
    ),
    'intervals are numbers': [intervalSeconds, minIntervalSeconds].every(
      (it) => it === null || Number.isSafeInteger(it),
    ),
    'counts are counts': [seeds, leechers].every(
      (it) => it === null || (Number.isSafeInteger(it) && it >= 0),
    ),
    'the warning is one line':
      warning === null || (warning.length <= 600 && !/\p{Cc}/u.test(warning)),
  };
  const broken = Object.keys(rules).filter((rule) => !rules[rule]);
  if (broken.length > 0) throw new Error(`not true: ${broken.join(', ')}`);
}
