/** What the event stream costs: the built server on an engine that does nothing but tell (`busy-engine.ts`). */
import type { Socket as NetSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { credentialsFor } from '../support/credentials.ts';
import { BusyServer } from './busy-server.ts';
import { cpuShare } from './scale.ts';

export interface StreamScaleOptions {
  /** Filled by `fillLibrary`. */
  folder: string;
  active: number;
  clients: number;
  stalled: number;
  seconds: number;
}

export interface StreamFigures {
  /** Share of one core of the whole process: nobody connected, and with the clients. */
  idleCpuShare: number;
  cpuShare: number;
  /** Of what all clients heard. */
  mostFrameBytes: number;
  framesPerClientAndSecond: number;
  kibibytesPerClientAndSecond: number;
  /** Memory that a client takes which reads nothing while facts come, beside those that read. */
  kibibytesPerStalledClient: number;
}

/** A start leaves work behind for the collector of garbage. */
const SETTLE_MS = 15_000;
/** More than any client budget holds within the time of a measurement. */
const FACTS_PER_SECOND = 1_000;

/** Counts what it hears, as it came. */
class Listener {
  frames = 0;
  bytes = 0;
  mostFrameBytes = 0;
  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  static async connect(url: string): Promise<Listener> {
    const extraHeaders = await credentialsFor(url);
    const options = { transports: ['websocket'], reconnection: false, forceNew: true };
    const socket = io(url, { ...options, extraHeaders });
    const listener = new Listener(socket);
    socket.io.engine.on('data', (frame: string) => listener.take(frame));
    await new Promise<void>((resolve, reject) => {
      socket.once('session:hello', () => resolve());
      socket.once('connect_error', reject);
    });
    return listener;
  }

  take(frame: string): void {
    this.frames++;
    this.bytes += frame.length;
    this.mostFrameBytes = Math.max(this.mostFrameBytes, frame.length);
  }

  reset(): void {
    this.frames = 0;
    this.bytes = 0;
  }

  /** Reads nothing any more, though it stays connected. */
  stall(): void {
    const { ws } = this.socket.io.engine.transport as unknown as { ws: { _socket: NetSocket } };
    ws._socket.pause();
  }
}

export async function measureStream(options: StreamScaleOptions): Promise<StreamFigures> {
  const rates = await measureRates(options);
  return { ...rates, kibibytesPerStalledClient: await measureStalled(options) };
}

async function measureRates({
  folder,
  active,
  clients,
  seconds,
}: StreamScaleOptions): Promise<Omit<StreamFigures, 'kibibytesPerStalledClient'>> {
  await using server = await BusyServer.start(folder, { BUSY_ACTIVE: String(active) });
  await sleep(SETTLE_MS);
  const idleCpuShare = await cpuShare(server.pid, seconds);
  const listeners = await connectAll(server.url, clients);
  await sleep(SETTLE_MS);
  for (const listener of listeners) listener.reset();
  const busy = await cpuShare(server.pid, seconds);
  const perClientAndSecond = (sum: number): number => sum / clients / seconds;
  const figures = {
    idleCpuShare,
    cpuShare: busy,
    mostFrameBytes: Math.max(...listeners.map(({ mostFrameBytes }) => mostFrameBytes)),
    framesPerClientAndSecond: perClientAndSecond(sumOf(listeners, 'frames')),
    kibibytesPerClientAndSecond: perClientAndSecond(sumOf(listeners, 'bytes')) / 1024,
  };
  for (const { socket } of listeners) socket.disconnect();
  return figures;
}

/** The same time without and with the stalled ones, since the facts themselves take memory. */
async function measureStalled({
  folder,
  active,
  stalled,
  seconds,
}: StreamScaleOptions): Promise<number> {
  const environment = {
    BUSY_ACTIVE: String(active),
    BUSY_FACTS_PER_SECOND: String(FACTS_PER_SECOND),
  };
  const bytesAfter = async (count: number): Promise<number> => {
    await using server = await BusyServer.start(folder, environment);
    const [reader] = await connectAll(server.url, 1);
    const listeners = await connectAll(server.url, count);
    for (const listener of listeners) listener.stall();
    await sleep(seconds * 1_000);
    const bytes = await server.bytesInUse();
    for (const { socket } of [reader!, ...listeners]) socket.disconnect();
    return bytes;
  };
  return ((await bytesAfter(stalled)) - (await bytesAfter(0))) / stalled / 1024;
}

async function connectAll(url: string, count: number): Promise<Listener[]> {
  return Promise.all(Array.from({ length: count }, async () => Listener.connect(url)));
}

function sumOf(listeners: readonly Listener[], field: 'frames' | 'bytes'): number {
  return listeners.reduce((sum, listener) => sum + listener[field], 0);
}
