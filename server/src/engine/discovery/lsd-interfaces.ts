/**
 * The addresses of this machine that local service discovery speaks from (BEP 14): one of each family on each
 * interface, since peers learn our address from where a datagram comes. Pure.
 */
import type { NetworkInterfaceInfo } from 'node:os';
import { addressFamily, canonicalAddress, type AddressFamily } from '../net/address.ts';
import { addressScope } from '../net/address-rules.ts';

/** Machines with many virtual networks are not to send each announce hundreds of times. */
const MAX_INTERFACES = 16;

export interface LsdInterface {
  /** As the system calls it. */
  name: string;
  family: AddressFamily;
  address: string;
}

/** `host`: the one address that everything is bound to; null: all but this machine's own. */
export function lsdInterfaces(
  interfaces: Readonly<NodeJS.Dict<NetworkInterfaceInfo[]>>,
  host: string | null,
): LsdInterface[] {
  const chosen: LsdInterface[] = [];
  for (const [name, infos = []] of Object.entries(interfaces)) {
    const usable = infos.flatMap((info) => usableAddress(info, host));
    for (const family of [4, 6] as const) {
      const address = usable.find((candidate) => addressFamily(candidate) === family);
      if (address !== undefined) chosen.push({ name, family, address });
    }
  }
  return chosen.slice(0, MAX_INTERFACES);
}

/** Peers cannot dial a link-local address: it means nothing without its interface. */
function usableAddress(info: NetworkInterfaceInfo, host: string | null): string[] {
  const address = canonicalAddress(info.address);
  if (address === null) return [];
  if (host !== null) return address === host ? [address] : [];
  const scope = addressScope(address);
  return !info.internal && (scope === 'public' || scope === 'private') ? [address] : [];
}
