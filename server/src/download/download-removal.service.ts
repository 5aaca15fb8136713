/**
 * Takes downloads out of the list, with their data where that is wanted. Invariant: they are recorded as cancelled before
 * anything is deleted: were the process killed half-way, it would otherwise fetch it all again at the next start.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRecordChanges,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { RequestError } from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';

export interface RemovalOptions {
  deleteData: boolean;
}

@Injectable()
export class DownloadRemovalService {
  constructor(
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    private readonly host: EngineHostService,
    private readonly facts: FactStreamService,
  ) {}

  async remove(id: string, options: RemovalOptions): Promise<void> {
    const error = (await this.removeAll([id], options)).get(id);
    if (error !== undefined) throw error;
  }

  /** Why those that are still there are: the error of each. */
  async removeAll(ids: readonly string[], options: RemovalOptions): Promise<Map<string, unknown>> {
    const errors = new Map<string, unknown>();
    await Promise.all(ids.map((id) => this.#demand(id, options).catch(keepIn(errors, id))));
    const isLeft = (id: string): boolean => !errors.has(id);
    const records = await this.downloads.findAll(ids.filter(isLeft));
    await this.downloads.updateAll(
      new Map([...records.keys()].map((id) => [id, { wantedState: 'cancelled' as const }])),
    );
    const faulted = new Set(ids.filter((id) => this.host.faultOf(id)));
    const removing = [...records.keys()].map((id) =>
      this.host.remove(id, options).catch(keepIn(errors, id)),
    );
    await Promise.all(removing);
    await this.#goOn(errors, (id) => records.get(id)?.wantedState);
    const removed = [...records.keys()].filter(isLeft);
    if (removed.length > 0) await this.downloads.deleteAll(removed);
    for (const id of removed) {
      // Of the others the engine tells.
      if (!faulted.has(id)) continue;
      this.facts.publish(() => ({ name: 'download:removed', payload: { id, deletedData: false } }));
    }
    return errors;
  }

  async #demand(id: string, { deleteData }: RemovalOptions): Promise<void> {
    if (this.host.isWaiting(id)) await this.host.whenRestored(id);
    const record = await this.downloads.find(id);
    if (!record) {
      throw new RequestError('download-not-found', 'There is no download of this id.');
    }
    // One that awaits its metadata has no data.
    if (deleteData && !record.awaitsMetadata) this.host.demandLoaded(id);
  }

  /** What was refused before anything was deleted goes on with the others when its disk is back. */
  async #goOn(
    errors: ReadonlyMap<string, unknown>,
    wantedStateOf: (id: string) => DownloadRecordChanges['wantedState'],
  ): Promise<void> {
    const changes = new Map<string, DownloadRecordChanges>();
    for (const [id, error] of errors) {
      const wantedState = wantedStateOf(id);
      const isRefused = error instanceof RequestError && error.code === 'volume-missing';
      if (isRefused && wantedState) changes.set(id, { wantedState });
    }
    if (changes.size > 0) await this.downloads.updateAll(changes);
  }
}

function keepIn(errors: Map<string, unknown>, id: string): (error: unknown) => void {
  return (error) => void errors.set(id, error);
}
