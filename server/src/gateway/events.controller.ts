/** The event stream for those who have no web socket: `GET /api/events`, server-sent events. */
import {
  Controller,
  Get,
  Headers,
  Query,
  Req,
  Res,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequireScope } from '../auth/access.ts';
import { LiveConnections } from '../auth/live-connections.service.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import type { PublicEventName } from '@shared/events/stream.js';
import { EventQueryDto } from './dto/event-query.dto.ts';
import { EventSourceAnswer } from './event-source-answer.ts';
import { EventStreamService } from './event-stream.service.ts';
import { parseEventId } from './resume-request.ts';
import type { StreamEventName } from './stream-carrier.ts';

/** These say how to read all others. */
const ALWAYS_TOLD: ReadonlySet<StreamEventName> = new Set(['session:hello', 'session:reload']);

@ApiTags('events')
@Controller('events')
@RequireScope('read')
export class EventsController implements BeforeApplicationShutdown {
  readonly #answers = new Set<EventSourceAnswer>();

  constructor(
    private readonly events: EventStreamService,
    private readonly facts: FactStreamService,
    private readonly connections: LiveConnections,
  ) {}

  /** The HTTP server waits for its connections. */
  beforeApplicationShutdown(): void {
    for (const answer of this.#answers) answer.end();
  }

  @Get()
  @ApiOperation({
    summary: 'Follow what happens, as server-sent events',
    description:
      'An answer without end. Each event has the name, the JSON and the order that the event stream over Socket.IO has; ' +
      'the AsyncAPI document (`/api/asyncapi.json`) describes them. A comment comes every 15 seconds.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Id of the last event that was heard: what was missed since comes first.',
  })
  @ApiOkResponse({
    description: 'Events until one side ends it.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async follow(
    @Query() { types }: EventQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const answer = new EventSourceAnswer(response, this.facts.position.boot);
    if (request.method === 'HEAD') {
      answer.begin();
      answer.end();
      return;
    }
    const resume = parseEventId(lastEventId);
    const stream = await this.events.open({ carrier: answer, resume, wants: choiceOf(types) });
    if (!answer.isOpen) {
      stream.close();
      return;
    }
    this.#answers.add(answer);
    const caller = { address: request.ip ?? '', isSecure: request.secure };
    const letGo = this.connections.hold(request, caller, () => answer.end());
    response.once('close', () => {
      this.#answers.delete(answer);
      letGo();
      stream.close();
    });
  }
}

function choiceOf(
  types: readonly PublicEventName[] | undefined,
): (name: StreamEventName) => boolean {
  if (!types) return () => true;
  const chosen = new Set<StreamEventName>(types);
  return (name) => chosen.has(name) || ALWAYS_TOLD.has(name);
}
