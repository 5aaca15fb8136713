import { expect, it } from 'vitest';
import { trackerHostsOf } from './tracker-hosts.ts';

it('tells hosts in lower case, each once and sorted, without what else an address has', () => {
  const tiers = [
    ['udp://Tracker.Example:6969/announce', 'https://user:secret@b.example/passkey/announce'],
    [' http://tracker.example:6969/announce?key=1', 'http://b.example:8080/announce'],
  ];
  expect(trackerHostsOf(tiers)).toEqual(['b.example', 'b.example:8080', 'tracker.example:6969']);
});

it('leaves out what cannot be announced to', () => {
  expect(trackerHostsOf([['', 'nonsense', 'wss://a.example', 'http://']])).toEqual([]);
});
