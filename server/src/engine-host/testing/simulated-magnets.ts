/** The magnets of the fake engine: which there are, what their simulated peers have, and what moved since the last second. */
import {
  RequestError,
  type AddDownload,
  type MagnetSource,
  type MetadataStatus,
} from '../../engine/index.ts';
import { metadataMissing, SimulatedMagnet } from './simulated-magnet.ts';

export class SimulatedMagnets {
  readonly #all = new Map<string, SimulatedMagnet>();
  /** Torrent files that peers have, by the ids of their magnets. */
  readonly #known = new Map<string, Uint8Array>();
  readonly #reported = new Map<string, string>();

  get(id: string): SimulatedMagnet | undefined {
    return this.#all.get(id);
  }

  demand(id: string): SimulatedMagnet {
    const magnet = this.#all.get(id);
    if (!magnet) throw new Error(`The metadata of ${id} is not asked for.`);
    return magnet;
  }

  /** Those that are asked for, or were. */
  get ids(): string[] {
    return [...this.#all.keys()];
  }

  get listed(): SimulatedMagnet[] {
    return [...this.#all.values()].filter((magnet) => magnet.isListed);
  }

  findListed(id: string): SimulatedMagnet | null {
    const magnet = this.#all.get(id);
    return magnet?.isListed ? magnet : null;
  }

  /** Throws where a download waits for its metadata. */
  refuseListed(id: string): void {
    if (this.findListed(id)) throw metadataMissing();
  }

  ask(id: string, source: MagnetSource | null | undefined): SimulatedMagnet {
    if (!source) throw new RequestError('invalid-argument', 'There is no torrent file.');
    const magnet = this.#all.get(id) ?? new SimulatedMagnet(id, source);
    magnet.ask(source);
    this.#all.set(id, magnet);
    return magnet;
  }

  /** A download waits for it from then on. */
  list(id: string, request: AddDownload): SimulatedMagnet {
    if (this.findListed(id)) {
      throw new RequestError('download-exists', 'This torrent is already in the list.');
    }
    const magnet = this.ask(id, request.magnet);
    magnet.list(request);
    return magnet;
  }

  delete(id: string): void {
    this.#all.delete(id);
  }

  /** From then on peers have the metadata of this magnet. */
  know(id: string, metainfo: Uint8Array): void {
    this.#known.set(id, metainfo);
  }

  /** What peers have is found in a second, comes in the next, and is there in the third: ids and files of those. */
  advance(): [string, Uint8Array][] {
    return [...this.#all.values()].flatMap((magnet): [string, Uint8Array][] => {
      const metainfo = this.#known.get(magnet.id);
      if (!metainfo || magnet.fetch === 'done' || magnet.fetch === 'failed') return [];
      const { connected, receivedBytes } = magnet.metadataStatus();
      if (connected === 0) magnet.tell({ connected: 3, found: { tracker: 8, dht: 20 } });
      else if (receivedBytes === 0) {
        magnet.tell({ givers: 2, totalBytes: metainfo.length, receivedBytes: 1 });
      } else {
        magnet.tell({ receivedBytes: metainfo.length });
        return [[magnet.id, metainfo]];
      }
      return [];
    });
  }

  /** Those without a download that changed since the last call. */
  moved(): MetadataStatus[] {
    const previews = [...this.#all.values()].filter((magnet) => !magnet.isListed);
    const moved = previews
      .map((magnet) => magnet.metadataStatus())
      .filter((status) => JSON.stringify(status) !== this.#reported.get(status.id));
    for (const status of moved) this.#reported.set(status.id, JSON.stringify(status));
    return moved;
  }
}
