/** Turns the engine's events into facts of the stream, in their order. */
import { Inject, Injectable } from '@nestjs/common';
import { DownloadService } from '../download/download.service.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';

@Injectable()
export class EngineFactsService {
  constructor(
    @Inject(ENGINE) engine: Engine,
    facts: FactStreamService,
    downloads: DownloadService,
    host: EngineHostService,
  ) {
    engine.on('added', ({ status }) => {
      // What is restored before anybody can be connected is no news: the list has it.
      if (!host.isServing) return;
      const wasListed = host.isWaiting(status.id);
      facts.publish(async () => {
        const download = await downloads.describe(status);
        const name = wasListed ? 'download:updated' : 'download:added';
        return download && { name, payload: { download } };
      });
    });
    host.onFault((id) => {
      if (!host.isServing) return;
      facts.publish(async () => ({
        name: 'download:updated',
        payload: { download: await downloads.find(id) },
      }));
    });
    engine.on('state', ({ id, previous, status: { state, error, progress } }) => {
      facts.publish(() => ({
        name: 'download:state',
        payload: { id, state, previous, error, progress },
      }));
      if (!error) return;
      facts.publish(() => ({ name: 'download:error', payload: { id, error } }));
    });
    engine.on('completed', ({ id, completedAt }) =>
      facts.publish(() => ({
        name: 'download:completed',
        payload: { id, completedAt: new Date(completedAt).toISOString() },
      })),
    );
    engine.on('removed', ({ id, deletedData }) => {
      // What is set aside stays in the list.
      if (host.faultOf(id)) return;
      facts.publish(() => ({ name: 'download:removed', payload: { id, deletedData } }));
    });
    engine.on('notice', ({ level, code, message }) =>
      facts.publish(() => ({ name: 'session:notice', payload: { level, code, message } })),
    );
  }
}
