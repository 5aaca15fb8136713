/**
 * The event stream's edge: says hello, passes facts and rates on, takes watch requests. Invariant: the first
 * thing that a socket hears is its position, and from then on it hears every fact.
 */
import {
  Inject,
  UseFilters,
  UsePipes,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
} from '@nestjs/websockets';
import { APP_LOGGER } from '../config/runtime.module.ts';
import { DownloadService } from '../download/download.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import type { EngineStats, Logger, ProgressChange } from '../engine/index.ts';
import { FactStreamService, type PublishedFact } from '../facts/fact-stream.service.ts';
import { TrackerService } from '../tracker/tracker.service.ts';
import type { WatchResult, WatchTab } from '@shared/events/stream.js';
import { DetailStream } from './detail-stream.ts';
import { limitMessages } from './message-limit.ts';
import { createMessageValidationPipe, RefusedMessageFilter } from './refused-message.ts';
import { StreamListener } from './stream-listener.ts';
import type { StreamSocket } from './stream-socket.ts';
import { WatchRequestDto } from './watch-request.dto.ts';

@WebSocketGateway()
@UseFilters(RefusedMessageFilter)
@UsePipes(createMessageValidationPipe())
export class StreamGateway
  implements OnGatewayConnection, OnGatewayDisconnect, OnModuleInit, BeforeApplicationShutdown
{
  readonly #listeners = new Map<string, StreamListener>();
  readonly #details: DetailStream;
  #watching: Promise<void> = Promise.resolve();

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly facts: FactStreamService,
    private readonly downloads: DownloadService,
    private readonly trackers: TrackerService,
  ) {
    this.#details = new DetailStream({ read: (id, tab) => this.#readDetails(id, tab) });
  }

  onModuleInit(): void {
    this.facts.onFact((fact) => this.#passFact(fact));
    this.engine.on('progress', (changes) => this.#passProgress(changes));
    this.engine.on('stats', (stats) => this.#passStats(stats));
  }

  beforeApplicationShutdown(): void {
    this.#details.stop();
  }

  async handleConnection(socket: StreamSocket): Promise<void> {
    limitMessages(socket);
    try {
      const stats = await this.engine.stats();
      if (!socket.connected) return;
      socket.emit('session:hello', { position: this.facts.position, stats });
      this.#listeners.set(socket.id, new StreamListener(socket));
      if (this.#listeners.size === 1) this.#watchProgress(true);
    } catch (error) {
      this.logger.warn('event stream refused', { error: String(error) });
      socket.disconnect(true);
    }
  }

  handleDisconnect(socket: StreamSocket): void {
    const listener = this.#listeners.get(socket.id);
    if (!listener) return;
    this.#listeners.delete(socket.id);
    this.#details.unwatch(listener);
    if (this.#listeners.size === 0) this.#watchProgress(false);
  }

  @SubscribeMessage('download:watch')
  async watch(
    @ConnectedSocket() socket: StreamSocket,
    @MessageBody() request: WatchRequestDto,
  ): Promise<WatchResult> {
    await this.downloads.demandLoaded(request.id);
    const listener = this.#listeners.get(socket.id);
    if (listener) await this.#details.watch(listener, request.id, request.tabs);
    return { ok: true };
  }

  @SubscribeMessage('download:unwatch')
  unwatch(@ConnectedSocket() socket: StreamSocket): WatchResult {
    const listener = this.#listeners.get(socket.id);
    if (listener) this.#details.unwatch(listener);
    return { ok: true };
  }

  #passFact(fact: PublishedFact): void {
    if (fact.name === 'download:removed') this.#details.drop(fact.payload.id);
    for (const listener of this.#listeners.values()) listener.passFact(fact);
  }

  #passProgress(changes: ProgressChange[]): void {
    for (const listener of this.#listeners.values()) listener.passProgress(changes);
  }

  #passStats(stats: EngineStats): void {
    for (const listener of this.#listeners.values()) listener.passStats(stats);
  }

  /** One after the other, so that the last wish is the one that holds. */
  #watchProgress(wanted: boolean): void {
    this.#watching = this.#watching
      .then(() => this.engine.watchProgress(wanted))
      .catch((error: unknown) =>
        this.logger.debug('progress not watched', { error: String(error) }),
      );
  }

  #readDetails(id: string, tab: WatchTab): Promise<unknown> {
    if (tab === 'files') return this.downloads.files(id);
    return tab === 'peers' ? this.downloads.peers(id) : this.trackers.list(id);
  }
}
