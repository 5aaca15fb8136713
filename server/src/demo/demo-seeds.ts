/**
 * The seeds of the demo: engines of Shoal's own in this process, each behind a slow line, which is the
 * only address of theirs that the tracker tells.
 */
import {
  createEngine,
  parseMetainfo,
  silentLogger,
  type DownloadStatus,
  type Engine,
} from '../engine/index.ts';
import { SlowLine } from './slow-line.ts';

export interface SeededTorrent {
  metainfo: Uint8Array;
  /** Folder that holds the torrent's root folder. */
  directory: string;
}

export class DemoSeeds {
  readonly #engines: Engine[] = [];
  readonly #lines = new Map<number, { line: SlowLine; port: number }>();

  /** The port of the line to a seed, or the same port for others. */
  advertisedPort(port: number): number {
    return this.#lines.get(port)?.port ?? port;
  }

  /** One more engine that listens. It seeds nothing yet. */
  async open(bytesPerSecond: number): Promise<void> {
    const engine = createEngine({
      config: {
        peerHost: '127.0.0.1',
        peerPort: 0,
        dht: false,
        lsd: false,
        diskWorkers: 1,
        logLevel: 'error',
      },
      logger: silentLogger,
    });
    this.#engines.push(engine);
    const { peerPort } = await engine.start();
    const line = new SlowLine(peerPort, bytesPerSecond);
    this.#lines.set(peerPort, { line, port: await line.start() });
  }

  /** Resolves when every engine has checked the files and seeds them. */
  async seed(torrent: SeededTorrent): Promise<void> {
    await Promise.all(this.#engines.map((engine) => seedWith(engine, torrent)));
  }

  async stop(): Promise<void> {
    for (const { line } of this.#lines.values()) line.stop();
    await Promise.all(this.#engines.map((engine) => engine.stop()));
  }
}

async function seedWith(engine: Engine, { metainfo, directory }: SeededTorrent): Promise<void> {
  const { id } = parseMetainfo(metainfo);
  let stopLooking = (): void => {};
  const seeding = new Promise<void>((resolve, reject) => {
    const look = (status: DownloadStatus): void => {
      if (status.id === id && status.state === 'seeding') resolve();
      if (status.error) reject(new Error(status.error.message));
    };
    stopLooking = engine.on('state', (event) => look(event.status));
    const added = engine.add({
      metainfo,
      directory,
      state: 'started',
      sequential: false,
      filePriorities: [],
      trackers: null,
      resume: null,
    });
    added.then(look, reject);
  });
  await seeding.finally(stopLooking);
}
