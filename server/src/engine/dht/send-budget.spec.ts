import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { SendBudget } from './send-budget.ts';

const RATE = 8_000;

function arrange(): { clock: FakeClock; budget: SendBudget } {
  const clock = new FakeClock();
  return { clock, budget: new SendBudget(clock, RATE) };
}

describe('what the DHT may send', () => {
  it('is three seconds of the rate at once, and the rate from then on', () => {
    const { clock, budget } = arrange();
    let sent = 0;
    const sendAll = (): void => {
      while (budget.take(100)) sent += 100;
    };
    sendAll();
    expect(sent).toBe(3 * RATE);
    for (let step = 0; step < 600; step++) {
      clock.advance(100);
      sendAll();
    }
    expect(sent).toBeLessThanOrEqual(63 * RATE + 100);
    expect(sent).toBeGreaterThan(62 * RATE);
  });

  it('is overdrawn by one packet at most, which is paid back', () => {
    const { clock, budget } = arrange();
    budget.take(3 * RATE - 1);
    expect(budget.take(1_400)).toBe(true);
    expect(budget.take(1)).toBe(false);
    clock.advance(170);
    expect(budget.take(1)).toBe(false);
    clock.advance(10);
    expect(budget.take(1)).toBe(true);
  });

  it('makes answers short before it makes them stop, and leaves the rest to our own questions', () => {
    const { budget } = arrange();
    expect(budget.answerBytes(100, false)).toBe(1_400);
    budget.take(1.5 * RATE);
    expect(budget.answerBytes(100, false)).toBe(300);
    expect(budget.answerBytes(100, true)).toBe(1_400);
    budget.take(0.75 * RATE);
    expect(budget.answerBytes(100, true)).toBe(0);
    expect(budget.take(100)).toBe(true);
  });
});
