import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { createHostLookup } from './host-lookup.ts';

describe('createHostLookup', () => {
  it('answers for addresses without asking', async () => {
    const resolve = createHostLookup(new FakeClock(), () => Promise.reject(new Error('asked')));
    expect(await resolve('1.2.3.4')).toEqual(['1.2.3.4']);
    expect(await resolve('[::FFFF:1.2.3.4]')).toEqual(['1.2.3.4']);
    expect(await resolve('[2001:DB8::1]')).toEqual(['2001:db8::1']);
  });

  it('gives IPv4 first, each address once', async () => {
    const answer = ['2001:db8::1', '1.2.3.4', '::ffff:1.2.3.4'].map((address) => ({ address }));
    const resolve = createHostLookup(new FakeClock(), () => Promise.resolve(answer));
    expect(await resolve('tracker.example')).toEqual(['1.2.3.4', '2001:db8::1']);
  });

  it('asks once for a name within a minute', async () => {
    const clock = new FakeClock();
    let asked = 0;
    const resolve = createHostLookup(clock, () => {
      asked++;
      return Promise.resolve([{ address: '1.2.3.4' }]);
    });
    await Promise.all([resolve('a'), resolve('a')]);
    clock.advance(59_999);
    await resolve('a');
    expect(asked).toBe(1);
    clock.advance(1);
    await resolve('a');
    expect(asked).toBe(2);
  });

  it('does not keep a failure', async () => {
    let asked = 0;
    const resolve = createHostLookup(new FakeClock(), () => {
      asked++;
      return asked === 1
        ? Promise.reject(new Error('down'))
        : Promise.resolve([{ address: '::1' }]);
    });
    await expect(resolve('a')).rejects.toThrow('down');
    expect(await resolve('a')).toEqual(['::1']);
  });
});
