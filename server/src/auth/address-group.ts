/** Addresses that one caller has all of: an IPv4 address by itself, of IPv6 the /64 that a household gets. */
import { isIPv6 } from 'node:net';

const GROUPS_OF_64_BITS = 4;
const IPV6_GROUPS = 8;
const MAPPED = /^::ffff:(?=\d+\.)/i;

export function addressGroup(address: string): string {
  const plain = address.replace(/%.*$/, '').replace(MAPPED, '');
  if (!isIPv6(plain)) return plain;
  return `${expanded(plain).slice(0, GROUPS_OF_64_BITS).join(':')}::/64`;
}

/** All eight groups, without leading zeros. */
function expanded(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const groupsOf = (text: string): string[] =>
    text === ''
      ? []
      : text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : group));
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = tail === undefined ? 0 : IPV6_GROUPS - before.length - after.length;
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].map((group) =>
    Number.parseInt(group, 16).toString(16),
  );
}
