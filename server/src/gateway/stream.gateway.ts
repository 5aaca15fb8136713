/** The event stream's edge for sockets: opens a stream for each and takes watch requests. */
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
import { LiveConnections } from '../auth/live-connections.service.ts';
import { APP_LOGGER } from '../config/runtime.module.ts';
import { DownloadService } from '../download/download.service.ts';
import type { Logger } from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { TrackerService } from '../tracker/tracker.service.ts';
import type { Scope } from '@shared/dto/auth.js';
import type { WatchResult, WatchTab } from '@shared/events/stream.js';
import { DetailStream } from './detail-stream.ts';
import { EventStreamService, type OpenStream } from './event-stream.service.ts';
import { limitMessages } from './message-limit.ts';
import { createMessageValidationPipe, RefusedMessageFilter } from './refused-message.ts';
import { readResumeRequest } from './resume-request.ts';
import { socketCarrier } from './socket-carrier.ts';
import type { StreamSocket } from './stream-socket.ts';
import { WatchRequestDto } from './dto/watch-request.dto.ts';

@WebSocketGateway()
@UseFilters(RefusedMessageFilter)
@UsePipes(createMessageValidationPipe())
export class StreamGateway
  implements OnGatewayConnection, OnGatewayDisconnect, OnModuleInit, BeforeApplicationShutdown
{
  readonly #streams = new Map<string, OpenStream>();
  readonly #details: DetailStream;
  /** For those who may not see passkeys. */
  readonly #maskedDetails: DetailStream;

  constructor(
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly events: EventStreamService,
    private readonly facts: FactStreamService,
    private readonly downloads: DownloadService,
    private readonly trackers: TrackerService,
    private readonly connections: LiveConnections,
  ) {
    this.#details = new DetailStream({ read: (id, tab) => this.#readDetails('admin', id, tab) });
    this.#maskedDetails = new DetailStream({
      read: (id, tab) => this.#readDetails('read', id, tab),
    });
  }

  onModuleInit(): void {
    this.facts.onFact(({ name, payload }) => {
      if (name !== 'download:removed') return;
      this.#details.drop(payload.id);
      this.#maskedDetails.drop(payload.id);
    });
  }

  beforeApplicationShutdown(): void {
    this.#details.stop();
    this.#maskedDetails.stop();
  }

  async handleConnection(socket: StreamSocket): Promise<void> {
    limitMessages(socket);
    try {
      const resume = readResumeRequest(socket.handshake.auth);
      const stream = await this.events.open({ carrier: socketCarrier(socket), resume });
      if (socket.connected) this.#streams.set(socket.id, stream);
      else stream.close();
    } catch (error) {
      this.logger.warn('event stream refused', { error: String(error) });
      socket.disconnect(true);
    }
  }

  handleDisconnect(socket: StreamSocket): void {
    const stream = this.#streams.get(socket.id);
    if (!stream) return;
    this.#streams.delete(socket.id);
    // Whose it was need not be known any more.
    for (const details of [this.#details, this.#maskedDetails]) details.unwatch(stream.reader);
    stream.close();
  }

  @SubscribeMessage('download:watch')
  async watch(
    @ConnectedSocket() socket: StreamSocket,
    @MessageBody() request: WatchRequestDto,
  ): Promise<WatchResult> {
    await this.downloads.demandLoaded(request.id);
    const stream = this.#streams.get(socket.id);
    if (stream) await this.#detailsFor(socket).watch(stream.reader, request.id, request.tabs);
    return { ok: true };
  }

  @SubscribeMessage('download:unwatch')
  unwatch(@ConnectedSocket() socket: StreamSocket): WatchResult {
    const stream = this.#streams.get(socket.id);
    if (stream) this.#detailsFor(socket).unwatch(stream.reader);
    return { ok: true };
  }

  #detailsFor({ request }: StreamSocket): DetailStream {
    const scope = this.connections.principalOf(request)?.scope ?? 'read';
    return scope === 'read' ? this.#maskedDetails : this.#details;
  }

  #readDetails(scope: Scope, id: string, tab: WatchTab): Promise<unknown> {
    if (tab === 'files') return this.downloads.files(id);
    if (tab === 'pieces') return this.downloads.pieces(id);
    if (tab === 'availability') return this.downloads.availability(id);
    return tab === 'peers' ? this.downloads.peers(id) : this.trackers.listFor(scope, id);
  }
}
