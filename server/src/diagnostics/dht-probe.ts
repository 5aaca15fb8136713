/**
 * Whether a node of the DHT answers a ping (BEP 5). It is asked as by a program that is no node itself (BEP 43), so that it
 * does not take us into its table.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';

const ID_BYTES = 20;
const TRANSACTION_BYTES = 4;

/** Null where it answered, else why not: the system's code, or that nothing came. */
export async function dhtNodeFault(hostAndPort: string, timeoutMs: number): Promise<string | null> {
  const [, name = '', port = ''] = /^(.*):(\d+)$/.exec(hostAndPort) ?? [];
  try {
    const { address, family } = await lookup(name.replace(/^\[(.*)\]$/, '$1'));
    await ping(address, Number(port), family === 6 ? 'udp6' : 'udp4', timeoutMs);
    return null;
  } catch (error) {
    const { name: kind, message } = error as Error;
    if (kind === 'TimeoutError' || kind === 'AbortError') return 'no answer';
    return (error as NodeJS.ErrnoException).code ?? message;
  }
}

async function ping(
  address: string,
  port: number,
  type: 'udp4' | 'udp6',
  timeoutMs: number,
): Promise<void> {
  const socket = createSocket(type);
  try {
    const transaction = randomBytes(TRANSACTION_BYTES);
    const question = Buffer.concat([
      Buffer.from(`d1:ad2:id${ID_BYTES}:`),
      randomBytes(ID_BYTES),
      Buffer.from(`e1:q4:ping2:roi1e1:t${TRANSACTION_BYTES}:`),
      transaction,
      Buffer.from('1:y1:qe'),
    ]);
    const answered = once(socket, 'message', { signal: AbortSignal.timeout(timeoutMs) });
    socket.send(question, port, address);
    const [answer] = (await answered) as [Buffer];
    if (!answer.includes(transaction)) throw new Error('an answer that is none of the DHT');
  } finally {
    socket.close();
  }
}
