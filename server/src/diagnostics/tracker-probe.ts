/**
 * Whether the host of a tracker can be reached: any answer over HTTP, or BEP 15's `connect` over UDP. Nothing is
 * announced, and no passkey is sent.
 */
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';

export interface ProbeResult {
  /** Null where it answered. */
  fault: string | null;
  /** What time it said that it is, in milliseconds since 1970. */
  date: number | null;
}

const UDP_MAGIC = 0x417_2710_1980n;
const UDP_CONNECT_BYTES = 16;

export async function probeTracker(url: URL, timeoutMs: number): Promise<ProbeResult> {
  try {
    if (url.protocol !== 'udp:') return await probeHttp(url, timeoutMs);
    await probeUdp(url, timeoutMs);
    return { fault: null, date: null };
  } catch (error) {
    const { cause, message, name } = error as Error;
    if (name === 'TimeoutError' || name === 'AbortError') return { fault: 'no answer', date: null };
    const code = (cause as NodeJS.ErrnoException | undefined)?.code;
    return { fault: code ?? (error as NodeJS.ErrnoException).code ?? message, date: null };
  }
}

async function probeHttp(url: URL, timeoutMs: number): Promise<ProbeResult> {
  const { headers } = await fetch(url.origin, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const date = Date.parse(headers.get('date') ?? '');
  return { fault: null, date: Number.isFinite(date) ? date : null };
}

async function probeUdp(url: URL, timeoutMs: number): Promise<void> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const { address, family } = await lookup(host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    const question = Buffer.alloc(UDP_CONNECT_BYTES);
    question.writeBigUInt64BE(UDP_MAGIC);
    const transaction = randomBytes(4);
    transaction.copy(question, 12);
    const answered = once(socket, 'message', { signal: AbortSignal.timeout(timeoutMs) });
    socket.send(question, Number(url.port || 80), address);
    const [answer] = (await answered) as [Buffer];
    const isAnswer =
      answer.length >= UDP_CONNECT_BYTES && answer.subarray(4, 8).equals(transaction);
    if (!isAnswer) throw new Error('an answer that is none of a tracker');
  } finally {
    socket.close();
  }
}
