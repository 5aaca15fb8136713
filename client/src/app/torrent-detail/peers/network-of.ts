/** The network around an address that one user is likely to have to himself: /24 of IPv4, /64 of IPv6. Pure. */

export function networkOf(address: string): string | null {
  if (!address.includes(':')) {
    const parts = address.split('.');
    return parts.length === 4 ? `${parts.slice(0, 3).join('.')}.0/24` : null;
  }
  const groups = expanded(address);
  return groups && `${groups.slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address; null of what is none. */
function expanded(address: string): string[] | null {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before.length === 8 ? before : null;
  const after = tail === '' ? [] : tail.split(':');
  const missing = 8 - before.length - after.length;
  if (missing < 0) return null;
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after];
}
