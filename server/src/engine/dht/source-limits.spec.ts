import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { addressGrouping } from './address-groups.ts';
import { SourceLimits, type SourceVerdict } from './source-limits.ts';

interface Arranged {
  clock: FakeClock;
  limits: SourceLimits;
  allow: (address: string, port?: number) => SourceVerdict;
}

function arrange(): Arranged {
  const clock = new FakeClock();
  const limits = new SourceLimits(clock, addressGrouping(false));
  return { clock, limits, allow: (address, port = 6881) => limits.allow({ address, port }) };
}

function send({ allow }: Arranged, address: string, packets: number): string[] {
  return Array.from({ length: packets }, () => allow(address));
}

describe('limits of a source', () => {
  it('takes fifty packets in ten seconds, then none for five minutes', () => {
    const arranged = arrange();
    const { clock, allow } = arranged;
    expect(new Set(send(arranged, '203.0.113.1', 50))).toEqual(new Set(['ok']));
    expect(send(arranged, '203.0.113.1', 2)).toEqual(['limited', 'blocked']);
    clock.advance(299_000);
    expect(allow('203.0.113.1')).toBe('blocked');
    clock.advance(1_000);
    expect(allow('203.0.113.1')).toBe('ok');
  });

  it('takes five packets a second for as long as they come', () => {
    const arranged = arrange();
    const { clock } = arranged;
    for (let second = 0; second < 120; second++) {
      expect(send(arranged, '203.0.113.1', 5)).not.toContain('limited');
      clock.advance(1_000);
    }
  });

  it('blocks nobody else', () => {
    const arranged = arrange();
    const { limits, allow } = arranged;
    send(arranged, '203.0.113.1', 100);
    expect(allow('203.0.113.2')).toBe('ok');
    expect(limits.blocked).toBe(1);
  });

  it('takes the addresses of one IPv6 network together', () => {
    const { allow } = arrange();
    for (let host = 0; host < 60; host++) allow(`2001:db8:1:2::${host.toString(16)}`);
    expect(allow('2001:db8:1:2:3:4:5:6')).toBe('blocked');
    expect(allow('2001:db8:1:3::1')).toBe('ok');
  });

  it('tells programs of this machine apart by their ports', () => {
    const { allow } = arrange();
    for (let number = 0; number < 100; number++) allow('127.0.0.1', 1_000);
    expect(allow('127.0.0.1', 1_000)).toBe('blocked');
    expect(allow('127.0.0.1', 1_001)).toBe('ok');
  });

  it('counts some thousand sources at the same time, however many a flood comes from', () => {
    const arranged = arrange();
    const { clock, allow } = arranged;
    for (let number = 0; number < 8_192; number++) allow(`10.${number >>> 8}.${number & 0xff}.1`);
    expect(send(arranged, '203.0.113.1', 60)).not.toContain('limited');
    expect(send(arranged, '10.0.0.1', 60)).toContain('limited');
    clock.advance(10_000);
    expect(send(arranged, '203.0.113.1', 60)).toContain('limited');
  });

  it('forgets the oldest block where too many are blocked', () => {
    const arranged = arrange();
    const { limits, allow } = arranged;
    for (let number = 0; number < 4_100; number++) {
      send(arranged, `10.${number >>> 8}.${number & 0xff}.1`, 51);
    }
    expect(limits.blocked).toBe(4_096);
    expect(allow('10.0.0.1')).toBe('ok');
    expect(allow('10.16.0.1')).toBe('blocked');
  });
});
