import { expect, it } from 'vitest';
import type { PeerEndpoint } from '../core/messages.ts';
import type { CallHandlers } from './dht-rpc.ts';
import { NodeChecks } from './node-checks.ts';

function setUp() {
  const asked: { to: PeerEndpoint; handlers: CallHandlers }[] = [];
  const checks = new NodeChecks({
    rpc: { ask: (to, _question, handlers) => void asked.push({ to, handlers }) },
    question: () => ({ method: 'ping', id: new Uint8Array(20) }),
    onAnswer: () => {},
  });
  const add = (port: number): void => checks.add({ address: '20.1.1.1', port });
  return { asked, checks, add, ports: () => asked.map(({ to }) => to.port) };
}

it('asks four at once, and the next when one answered, failed or is slow', () => {
  const { asked, add, ports } = setUp();
  for (let port = 1; port <= 7; port++) add(port);
  expect(ports()).toEqual([1, 2, 3, 4]);
  asked[1]!.handlers.onSlow?.();
  asked[1]!.handlers.onFailed('timeout');
  expect(ports()).toEqual([1, 2, 3, 4, 5]);
  asked[0]!.handlers.onFailed('unsent');
  expect(ports()).toEqual([1, 2, 3, 4, 5, 6]);
});

it('asks nobody twice that waits already, and forgets what is above its bound', () => {
  const { asked, add, ports } = setUp();
  for (let port = 1; port <= 200; port++) {
    add(port);
    add(port);
  }
  for (let index = 0; index < asked.length; index++) asked[index]!.handlers.onFailed('timeout');
  expect(ports().length).toBeLessThanOrEqual(4 * 2 + 64);
  expect(Math.max(...ports())).toBeLessThan(80);
});

it('asks nobody after its end', () => {
  const { asked, checks, add } = setUp();
  for (let port = 1; port <= 7; port++) add(port);
  checks.stop();
  asked[0]!.handlers.onFailed('unsent');
  expect(asked).toHaveLength(4);
});
