/**
 * Where others see us, by what peers say (`yourip`, BEP 10). One peer may lie or err: believed is what most of the
 * last voters say, and three networks at least. Bounded. Pure.
 */
import { addressFamily, parseAddress, type AddressFamily } from '../net/address.ts';
import { addressScope } from '../net/address-rules.ts';

const LEAST_VOTES = 3;
/** The last voters of each family count: when our address changes, the new one has the majority soon. */
const VOTERS = 20;
/** Bytes of an address that its owner can hardly choose: a /24, and a /48. */
const NETWORK_BYTES: Readonly<Record<AddressFamily, number>> = { 4: 3, 6: 6 };

export class OwnAddressVotes {
  /** By family of the address: what each network says, the latest last. */
  readonly #votes: Readonly<Record<AddressFamily, Map<string, string>>> = {
    4: new Map(),
    6: new Map(),
  };

  /** Takes a voter's word, in place of an earlier one; whether the address is believed by now. */
  vote(address: string, voter: string): boolean {
    if (addressScope(address) !== 'public' || addressScope(voter) !== 'public') return false;
    const votes = this.#votes[addressFamily(address)];
    const network = networkOf(voter);
    votes.delete(network);
    votes.set(network, address);
    if (votes.size > VOTERS) votes.delete(votes.keys().next().value!);
    const agreeing = [...votes.values()].filter((other) => other === address).length;
    return agreeing >= LEAST_VOTES && agreeing * 2 > votes.size;
  }
}

function networkOf(address: string): string {
  return parseAddress(address)!.subarray(0, NETWORK_BYTES[addressFamily(address)]).join('.');
}
