import { describe, expect, it } from 'vitest';
import { ExternalAddress } from './external-address.ts';

const OURS = '20.1.1.1';
const voter = (index: number): string => `30.${index}.1.1`;

/** Votes of so many networks. */
function agreed(votes = 5): ExternalAddress {
  const external = new ExternalAddress(4);
  for (let index = 0; index < votes; index++) external.vote(OURS, voter(index));
  return external;
}

describe('our own address', () => {
  it('is believed when five networks say the same', () => {
    expect(agreed(4).address).toBeNull();
    const external = agreed(4);
    expect(external.vote(OURS, voter(4))).toBe(true);
    expect(external.address).toBe(OURS);
    expect(external.vote(OURS, voter(5))).toBe(false);
  });

  it('is not what one network says often', () => {
    const external = new ExternalAddress(4);
    for (let host = 1; host < 250; host++) external.vote(OURS, `30.1.1.${host}`);
    expect(external.address).toBeNull();
  });

  it('is another when most networks say so, and not before', () => {
    const external = agreed(20);
    for (let index = 20; index < 30; index++) {
      expect(external.vote('20.2.2.2', voter(index))).toBe(false);
    }
    expect(external.vote('20.2.2.2', voter(30))).toBe(true);
    expect(external.address).toBe('20.2.2.2');
  });

  it.each(['127.0.0.1', '10.0.0.1', '2001:db8::1', '0.0.0.0'])('is never %s', (address) => {
    const external = new ExternalAddress(4);
    for (let index = 0; index < 20; index++) external.vote(address, voter(index));
    expect(external.suggest(address)).toBe(false);
    expect(external.address).toBeNull();
  });

  it('is not what neighbours in the local network see', () => {
    const external = new ExternalAddress(4);
    for (let index = 0; index < 20; index++) external.vote(OURS, `10.0.${index}.1`);
    expect(external.address).toBeNull();
  });

  it('is what the session suggests until nodes agree on another', () => {
    const external = new ExternalAddress(4);
    expect(external.suggest('20.4.4.4')).toBe(true);
    expect(external.suggest('20.3.3.3')).toBe(true);
    expect(external.address).toBe('20.3.3.3');
    for (let index = 0; index < 5; index++) external.vote(OURS, voter(index));
    expect(external.address).toBe(OURS);
    expect(external.suggest('20.3.3.3')).toBe(false);
  });
});
