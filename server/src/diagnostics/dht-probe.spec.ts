import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { dhtNodeFault } from './dht-probe.ts';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

/** A node that says this to a packet; null says nothing. */
async function startNode(answer: (query: Buffer) => Buffer | null): Promise<string> {
  const socket = createSocket('udp4');
  sockets.push(socket);
  socket.on('message', (query, { port, address }) => {
    const packet = answer(query);
    if (packet) socket.send(packet, port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return `127.0.0.1:${socket.address().port}`;
}

/** The four bytes that stand behind `1:t4:`. */
const transactionOf = (query: Buffer): Buffer =>
  query.subarray(query.indexOf('1:t4:') + 5, query.indexOf('1:t4:') + 9);
const answerWith = (transaction: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('d1:rd2:id20:mnopqrstuvwxyz123456e1:t4:'),
    transaction,
    Buffer.from('1:y1:re'),
  ]);

describe('dhtNodeFault', () => {
  it('finds nothing wrong with a node that answers, and is no node to it', async () => {
    const queries: string[] = [];
    const node = await startNode((query) => {
      queries.push(query.toString('latin1'));
      return answerWith(transactionOf(query));
    });
    expect(await dhtNodeFault(node, 2_000)).toBeNull();
    expect(queries).toEqual([
      expect.stringMatching(/^d1:ad2:id20:[^]{20}e1:q4:ping2:roi1e1:t4:[^]{4}1:y1:qe$/),
    ]);
  });

  it('says what came where it is no answer, and that nothing came', async () => {
    const other = await startNode(() => Buffer.from('hello'));
    expect(await dhtNodeFault(other, 2_000)).toBe('an answer that is none of the DHT');
    const silent = await startNode(() => null);
    expect(await dhtNodeFault(silent, 50)).toBe('no answer');
  });
});
