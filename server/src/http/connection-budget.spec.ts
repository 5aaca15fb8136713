import { describe, expect, it } from 'vitest';
import { ConnectionBudget, type Connection } from './connection-budget.ts';

class FakeConnection implements Connection {
  isDropped = false;
  answered = false;

  constructor(readonly address: string) {}

  isAnswered(): boolean {
    return this.answered;
  }

  drop(): void {
    this.isDropped = true;
  }
}

const LIMITS = { most: 10, mostPerAddress: 6, mostWaitingPerAddress: 4 };

function admitted(budget: ConnectionBudget, address: string, answered = false): FakeConnection {
  const connection = new FakeConnection(address);
  connection.answered = answered;
  if (!budget.admit(connection)) connection.drop();
  return connection;
}

describe('the budget of connections', () => {
  it('lets one address keep so many waiting, and drops the one that waited longest', () => {
    const budget = new ConnectionBudget(LIMITS);
    const slow = Array.from({ length: 1000 }, () => admitted(budget, 'a'));
    expect(slow.filter(({ isDropped }) => !isDropped)).toEqual(slow.slice(-4));
    expect(budget.size).toBe(4);
  });

  it('leaves an address alone that is answered, up to its own number', () => {
    const budget = new ConnectionBudget(LIMITS);
    const busy = Array.from({ length: 6 }, () => admitted(budget, 'a', true));
    const late = admitted(budget, 'a');
    expect(busy.some(({ isDropped }) => isDropped)).toBe(false);
    expect(late.isDropped).toBe(true);
    busy[2]!.answered = false;
    expect(admitted(budget, 'a').isDropped).toBe(false);
    expect(busy[2]!.isDropped).toBe(true);
  });

  it('does not take it for the waiting of an address that others wait', () => {
    const budget = new ConnectionBudget(LIMITS);
    const others = ['a', 'b', 'c'].map((address) => admitted(budget, address));
    for (let i = 0; i < 100; i++) admitted(budget, 'evil');
    expect(others.some(({ isDropped }) => isDropped)).toBe(false);
  });

  it('drops the longest waiting of all when there are too many in all', () => {
    const budget = new ConnectionBudget(LIMITS);
    const first = admitted(budget, 'a0');
    const rest = Array.from({ length: 9 }, (_, index) => admitted(budget, `a${index + 1}`));
    first.answered = true;
    expect(admitted(budget, 'b').isDropped).toBe(false);
    expect([first.isDropped, rest[0]!.isDropped, rest[1]!.isDropped]).toEqual([false, true, false]);
    expect(budget.size).toBe(10);
  });

  it('turns away who comes when all are answered', () => {
    const budget = new ConnectionBudget(LIMITS);
    for (let i = 0; i < 10; i++) admitted(budget, `a${i}`, true);
    expect(admitted(budget, 'b').isDropped).toBe(true);
    expect(budget.size).toBe(10);
  });

  it('counts waiting from the last answer', () => {
    const budget = new ConnectionBudget(LIMITS);
    const [first, second] = Array.from({ length: 4 }, () => admitted(budget, 'a'));
    budget.waits(first!);
    admitted(budget, 'a');
    expect([first!.isDropped, second!.isDropped]).toEqual([false, true]);
  });

  it('forgets what is closed', () => {
    const budget = new ConnectionBudget(LIMITS);
    const connection = admitted(budget, 'a');
    budget.remove(connection);
    budget.remove(connection);
    budget.waits(connection);
    expect(budget.size).toBe(0);
  });
});
