/**
 * The AsyncAPI 3 document of the event stream, made from `stream-messages.ts` and from the classes that the OpenAPI document
 * is made of, so that both say the same of a download.
 */
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { describeUnits } from '../openapi/document-units.ts';
import type { DocumentOptions } from '../openapi/document.ts';
import { PUBLIC_EVENT_NAMES } from '@shared/events/stream.js';
import {
  CLIENT_MESSAGES,
  REFUSAL,
  STREAM_MESSAGES,
  type MessageDescription,
} from './stream-messages.ts';

const DESCRIPTION =
  'What happens, as it happens. Over Socket.IO 4 each message is an event with its name and one payload; over server-sent ' +
  'events it is an event of that name whose data is the payload as JSON. Facts have a `position` and are never lost: a ' +
  'reader that is too slow for them is told to reload. Rates come once a second, fewer to a slow reader. Bytes are ' +
  'integers, rates bytes per second, times ISO 8601 UTC, durations seconds, progress 0 to 1.';
const TOKEN = 'An API token, as `Authorization: Bearer <token>` of the handshake or the request.';
const SESSION = 'The cookie that a login sets.';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Described = Record<string, MessageDescription>;

/** Called when the application has its routes. */
export function createAsyncApiDocument(
  app: NestExpressApplication,
  { version, basePath }: DocumentOptions,
): object {
  const messages = { ...STREAM_MESSAGES, ...CLIENT_MESSAGES };
  const publicMessages = ['session:hello', 'session:reload', ...PUBLIC_EVENT_NAMES];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Shoal event stream',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    },
    defaultContentType: 'application/json',
    servers: {
      shoal: {
        host: '127.0.0.1:8080',
        pathname: basePath,
        protocol: 'http',
        description: 'Where Shoal listens: scheme, host and port are those of the web app.',
        security: [
          { $ref: '#/components/securitySchemes/token' },
          { $ref: '#/components/securitySchemes/session' },
        ],
      },
    },
    channels: {
      socket: {
        address: 'socket.io',
        title: 'Socket.IO',
        description:
          'Engine.IO 4, Socket.IO 5 protocol, its main namespace. The handshake needs the scope `read`; its `auth` may ' +
          'be the place that a client was at (`position` and `ratesPlace`), to go on from there.',
        messages: referencesTo(Object.keys(messages)),
      },
      serverSentEvents: {
        address: 'api/events',
        title: 'Server-sent events',
        description:
          'An answer without end, for the scope `read`. `Last-Event-ID` goes on from there.',
        messages: referencesTo(publicMessages),
      },
    },
    operations: {
      tellSockets: operation('send', 'socket', Object.keys(STREAM_MESSAGES)),
      tellReaders: operation('send', 'serverSentEvents', publicMessages),
      takeWishes: operation('receive', 'socket', Object.keys(CLIENT_MESSAGES)),
    },
    components: {
      messages: Object.fromEntries(
        Object.entries(messages).map(([name, message]) => [keyOf(name), describe(name, message)]),
      ),
      schemas: schemasOf(app, messages),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: TOKEN },
        session: { type: 'httpApiKey', in: 'cookie', name: 'shoal-session', description: SESSION },
      },
    },
  };
}

/** `download:added` is no key of a reference: `downloadAdded` is. */
function keyOf(name: string): string {
  return name.replaceAll(/[:](\w)/g, (_all, letter: string) => letter.toUpperCase());
}

function referencesTo(names: readonly string[]): object {
  return Object.fromEntries(
    names.map((name) => [keyOf(name), { $ref: `#/components/messages/${keyOf(name)}` }]),
  );
}

function operation(action: 'send' | 'receive', channel: string, names: readonly string[]): object {
  return {
    action,
    channel: { $ref: `#/channels/${channel}` },
    messages: names.map((name) => ({ $ref: `#/channels/${channel}/messages/${keyOf(name)}` })),
  };
}

function describe(name: string, { summary, payload, isArray }: MessageDescription): object {
  if (payload.length === 0) return { name, title: name, summary };
  const references = payload.map((type) => ({ $ref: getSchemaPath(type) }));
  const one = references.length === 1 ? references[0] : { oneOf: references };
  return {
    name,
    title: name,
    summary,
    payload: isArray ? { type: 'array', items: one } : one,
  };
}

/** Those of the payloads, and those that they refer to. */
function schemasOf(app: NestExpressApplication, messages: Described): Schemas {
  const payloads = [...Object.values(messages).flatMap(({ payload }) => payload), REFUSAL];
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder().setOpenAPIVersion('3.1.0').build(),
    {
      extraModels: payloads,
    },
  );
  describeUnits(document);
  const all = document.components?.schemas ?? {};
  const wanted = new Set(payloads.map(({ name }) => name));
  // What is added while it is walked is walked too.
  for (const name of wanted) {
    for (const [, referred] of JSON.stringify(all[name] ?? {}).matchAll(/schemas\/(\w+)"/g)) {
      wanted.add(referred!);
    }
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.has(name)));
}
