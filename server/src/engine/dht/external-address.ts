/**
 * Our own address as others see it (BEP 42). Each network that names one has one vote, its newest; an address is
 * believed when `VOTES_NEEDED` agree and they are more than half of the newest votes. So one network, however many
 * addresses it has, changes nothing. Only public voters and public addresses count: in a local network the
 * address that is seen there is not the one that the world sees. Pure.
 */
import { addressFamily, type AddressFamily } from '../net/address.ts';
import { addressScope } from '../net/address-rules.ts';
import { addressGrouping } from './address-groups.ts';

const VOTES_NEEDED = 5;
const MOST_VOTES = 20;

const groupOf = addressGrouping(false);

export class ExternalAddress {
  readonly #family: AddressFamily;
  /** Voter's network to what it says; the oldest vote first. */
  readonly #votes = new Map<string, string>();
  #agreed: string | null = null;
  #suggested: string | null = null;

  constructor(family: AddressFamily) {
    this.#family = family;
  }

  get address(): string | null {
    return this.#agreed ?? this.#suggested;
  }

  /** What others than nodes vouch for; believed while nodes have not agreed. True where another is believed now. */
  suggest(address: string): boolean {
    if (!this.#isPossible(address)) return false;
    const before = this.address;
    this.#suggested = address;
    return this.address !== before;
  }

  /** Whether another address than before is believed now. */
  vote(address: string, voter: string): boolean {
    if (!this.#isPossible(address)) return false;
    const { network } = groupOf({ address: voter, port: 0 });
    if (network === null || addressScope(voter) !== 'public') return false;
    this.#votes.delete(network);
    this.#votes.set(network, address);
    if (this.#votes.size > MOST_VOTES) this.#votes.delete(this.#votes.keys().next().value!);
    const votes = [...this.#votes.values()].filter((it) => it === address).length;
    if (votes < VOTES_NEEDED || votes * 2 <= this.#votes.size) return false;
    const before = this.address;
    this.#agreed = address;
    return address !== before;
  }

  #isPossible(address: string): boolean {
    return addressFamily(address) === this.#family && addressScope(address) === 'public';
  }
}
