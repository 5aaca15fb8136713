/**
 * The order of the queue, as users change it. Invariant: what is recorded, what the engine goes by and what the
 * stream told are the same order, since one move follows the other.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { RequestError } from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import type { QueueMovesDto, QueuePlaceDto } from '@shared/dto/download.js';
import { keysForOrder, movedOrder, type QueueTarget } from './queue-order.ts';

@Injectable()
export class QueueService {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    private readonly facts: FactStreamService,
  ) {}

  /** Gives the places that the moved ones have then. */
  move(ids: readonly string[], target: QueueTarget): Promise<QueueMovesDto> {
    const mine = this.#last.then(() => this.#move(new Set(ids), target));
    this.#last = mine.catch(() => {});
    return mine;
  }

  async #move(moved: ReadonlySet<string>, target: QueueTarget): Promise<QueueMovesDto> {
    const before = await this.downloads.queue();
    const keys = new Map(before.map(({ id, queueKey }) => [id, queueKey]));
    for (const id of moved) {
      if (keys.has(id)) continue;
      throw new RequestError('download-not-found', `There is no download ${id}.`);
    }
    const order = movedOrder([...keys.keys()], moved, target);
    const changes = keysForOrder(order, moved, keys);
    await this.downloads.setQueueKeys(changes);
    await this.engine.reorder(changes.map(({ id, queueKey }) => ({ id, queuePosition: queueKey })));
    const moves: QueuePlaceDto[] = order.flatMap((id, at) =>
      moved.has(id) ? [{ id, queuePosition: at + 1 }] : [],
    );
    this.facts.publish(() => ({ name: 'queue:moved', payload: { moves } }));
    return { moves };
  }
}
