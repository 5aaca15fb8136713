import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { systemRandom } from '../core/random.ts';
import type { EncryptionPolicy } from '../peer/encryption-policy.ts';
import { until } from '../testing/loopback-session.ts';
import { encodeHandshake, PROTOCOL } from '../wire/handshake.ts';
import { Dialler } from './dialler.ts';

const infoHash = new Uint8Array(20).fill(1);
const peerId = new Uint8Array(20).fill(2);
const servers = new Set<Server>();

afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
});

/** What the peers that are dialled heard first, and what the dialler said in the end. */
interface Dialled {
  heard: ('plaintext' | 'encrypted')[];
  outcome: string[];
}

/** Dials a peer that answers plaintext, or closes every connection once it has heard something. */
async function dial(
  encryption: EncryptionPolicy,
  peer: { answersPlaintext: boolean; workedEncrypted?: boolean; wanted?: number },
): Promise<Dialled> {
  const heard: Dialled['heard'] = [];
  const outcome: string[] = [];
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      const isPlaintext = bytes.subarray(0, PROTOCOL.length).equals(PROTOCOL);
      heard.push(isPlaintext ? 'plaintext' : 'encrypted');
      if (isPlaintext && peer.answersPlaintext) socket.write(encodeHandshake(infoHash, peerId));
      else socket.destroy();
    });
  });
  servers.add(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const dialler = new Dialler({
    clock: systemClock,
    random: systemRandom,
    localAddress: null,
    peerId,
    config: { encryption },
  });
  let asked = 0;
  dialler.add({
    endpoint: { address: '127.0.0.1', port: (server.address() as AddressInfo).port },
    infoHash,
    workedEncrypted: peer.workedEncrypted ?? null,
    isWanted: () => asked++ < (peer.wanted ?? Infinity),
    onConnected: ({ transport }) => {
      outcome.push('connected');
      transport.close();
    },
    onFailed: () => outcome.push('failed'),
    onDropped: () => outcome.push('dropped'),
  });
  await until(
    () => outcome.length > 0,
    () => 'nothing came of the dial',
  );
  expect(dialler.pending).toBe(0);
  return { heard, outcome };
}

describe('Dialler', () => {
  it.each([
    ['disabled', ['plaintext']],
    ['allowed', ['plaintext', 'encrypted']],
    ['preferred', ['encrypted', 'plaintext']],
    ['required', ['encrypted']],
  ] as const)('with encryption %s tries a peer that takes nothing: %j', async (policy, heard) => {
    const dialled = await dial(policy, { answersPlaintext: false });
    expect(dialled).toEqual({ heard, outcome: ['failed'] });
  });

  it('goes back to plaintext for a peer that knows nothing else', async () => {
    const dialled = await dial('preferred', { answersPlaintext: true });
    expect(dialled).toEqual({ heard: ['encrypted', 'plaintext'], outcome: ['connected'] });
  });

  it.each([
    ['preferred', false, ['plaintext']],
    ['allowed', true, ['encrypted', 'plaintext']],
  ] as const)(
    'with encryption %s begins with what worked, encrypted %s: %j',
    async (policy, workedEncrypted, heard) => {
      const dialled = await dial(policy, { answersPlaintext: true, workedEncrypted });
      expect(dialled).toEqual({ heard, outcome: ['connected'] });
    },
  );

  it('does not dial again what is no longer wanted', async () => {
    const dialled = await dial('allowed', { answersPlaintext: false, wanted: 1 });
    expect(dialled).toEqual({ heard: ['plaintext'], outcome: ['dropped'] });
  });
});
