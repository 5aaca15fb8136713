/**
 * The well-known nodes that a first start asks for others. Their names are resolved when they are needed; what does not
 * resolve is left out, and tried again next time.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { addressFamily, type AddressFamily } from '../net/address.ts';
import type { ResolveHost } from '../net/host-lookup.ts';

/** Of each name; a name may have many addresses. */
const MOST_ADDRESSES = 4;

/** Addresses of that family of the routers `host:port`. Never rejects. */
export async function routerEndpoints(
  routers: readonly string[],
  family: AddressFamily,
  resolve: ResolveHost,
): Promise<PeerEndpoint[]> {
  const found = await Promise.all(
    routers.map(async (router) => {
      const separator = router.lastIndexOf(':');
      const host = router.slice(0, separator).replace(/^\[(.*)\]$/, '$1');
      const port = Number(router.slice(separator + 1));
      const addresses = await resolve(host).catch(() => []);
      return addresses
        .filter((address) => addressFamily(address) === family)
        .slice(0, MOST_ADDRESSES)
        .map((address) => ({ address, port }));
    }),
  );
  return found.flat();
}
