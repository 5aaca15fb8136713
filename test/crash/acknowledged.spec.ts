import { expect, it } from 'vitest';
import { Acknowledged } from './acknowledged.ts';

it('lets nothing older come back than what was acknowledged', () => {
  const known = new Acknowledged<string | null>('a');
  known.attempt(null);
  known.confirm();
  expect(known.settle('a')).toBe(false);
  expect(known.settle(null)).toBe(true);
});

it('takes either outcome of what was not answered, and keeps to the one that was found', () => {
  const known = new Acknowledged(['a']);
  known.attempt(['b']);
  expect(known.settle(['c'])).toBe(false);
  expect(known.settle(['b'])).toBe(true);
  expect(known.settle(['a'])).toBe(false);
});

it('takes nothing that was refused', () => {
  const known = new Acknowledged(1);
  known.attempt(2);
  known.refuse();
  expect(known.settle(2)).toBe(false);
});
