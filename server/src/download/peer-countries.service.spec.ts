import { describe, expect, it } from 'vitest';
import { PeerCountriesService } from './peer-countries.service.ts';

describe('PeerCountriesService', () => {
  it.each([
    ['8.8.8.8', 'US'],
    ['193.99.144.80', 'DE'],
    ['223.5.5.5', 'CN'],
  ])('knows where %s is', async (address, country) => {
    const countryOf = await new PeerCountriesService().lookup();
    expect(countryOf(address)).toBe(country);
  });

  it.each([
    '10.0.0.1',
    '192.168.178.20',
    '172.16.0.1',
    '127.0.0.1',
    '100.64.0.1',
    '169.254.1.1',
    '192.0.2.1',
    '2001:4860:4860::8888',
    'fe80::1',
    '::1',
  ])('has no country for %s', async (address) => {
    const countryOf = await new PeerCountriesService().lookup();
    expect(countryOf(address)).toBeNull();
  });

  it('loads its table once, for all who ask at the same time too', async () => {
    const countries = new PeerCountriesService();
    const [one, other] = await Promise.all([countries.lookup(), countries.lookup()]);
    expect(one).toBe(other);
  });
});
