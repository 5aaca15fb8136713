import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { SourceLimits } from './source-limits.ts';

function arrange(): { clock: FakeClock; limits: SourceLimits } {
  const clock = new FakeClock();
  return { clock, limits: new SourceLimits(clock) };
}

function send(limits: SourceLimits, address: string, packets: number): string[] {
  return Array.from({ length: packets }, () => limits.allow(address));
}

describe('limits of a source', () => {
  it('takes fifty packets in ten seconds, then none for five minutes', () => {
    const { clock, limits } = arrange();
    expect(new Set(send(limits, '203.0.113.1', 50))).toEqual(new Set(['ok']));
    expect(send(limits, '203.0.113.1', 2)).toEqual(['limited', 'blocked']);
    clock.advance(299_000);
    expect(limits.allow('203.0.113.1')).toBe('blocked');
    clock.advance(1_000);
    expect(limits.allow('203.0.113.1')).toBe('ok');
  });

  it('takes five packets a second for as long as they come', () => {
    const { clock, limits } = arrange();
    for (let second = 0; second < 120; second++) {
      expect(send(limits, '203.0.113.1', 5)).not.toContain('limited');
      clock.advance(1_000);
    }
  });

  it('blocks nobody else', () => {
    const { limits } = arrange();
    send(limits, '203.0.113.1', 100);
    expect(limits.allow('203.0.113.2')).toBe('ok');
    expect(limits.blocked).toBe(1);
  });

  it('takes the addresses of one IPv6 network together', () => {
    const { limits } = arrange();
    for (let host = 0; host < 60; host++) limits.allow(`2001:db8:1:2::${host.toString(16)}`);
    expect(limits.allow('2001:db8:1:2:3:4:5:6')).toBe('blocked');
    expect(limits.allow('2001:db8:1:3::1')).toBe('ok');
  });

  it('stays bounded under a flood from a million addresses', () => {
    const { clock, limits } = arrange();
    global.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let number = 0; number < 1_000_000; number++) {
      limits.allow(`${number & 0xff}.${(number >>> 8) & 0xff}.${(number >>> 16) & 0xff}.1`);
      if (number % 1_000 === 0) clock.advance(100);
    }
    global.gc?.();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1_048_576);
    expect(limits.blocked).toBe(0);
  });

  it('forgets the oldest block where too many are blocked', () => {
    const { limits } = arrange();
    for (let number = 0; number < 4_100; number++) {
      send(limits, `10.${number >>> 8}.${number & 0xff}.1`, 51);
    }
    expect(limits.blocked).toBe(4_096);
    expect(limits.allow('10.0.0.1')).toBe('ok');
    expect(limits.allow('10.16.0.1')).toBe('blocked');
  });
});
