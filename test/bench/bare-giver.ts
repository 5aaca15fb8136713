/**
 * A process that has the metadata of many torrents to give and nothing else, for measurements: it costs the measured
 * engine no memory. Started by magnets-main.ts with `fork`, which tells it what it has; on its silent address it greets
 * as everybody and never answers.
 */
import { createServer, type Socket } from 'node:net';
import { encodeBencode } from '../../server/src/engine/bencode/index.ts';
import { toHex } from '../../server/src/engine/core/hex.ts';
import {
  encodeHandshake,
  HANDSHAKE_BYTES,
  parseHandshake,
} from '../../server/src/engine/wire/handshake.ts';
import { OWN_EXTENSIONS } from '../../server/src/engine/wire/extension-handshake.ts';
import { MESSAGE } from '../../server/src/engine/wire/message-ids.ts';
import { MessageParser } from '../../server/src/engine/wire/message-parser.ts';
import { MessageWriter } from '../../server/src/engine/wire/message-writer.ts';
import {
  encodeMetadataData,
  METADATA_PIECE_BYTES,
  parseMetadataMessage,
} from '../../server/src/engine/wire/ut-metadata.ts';
import { metadataOf } from './sample-metadata.ts';

const OUR_NUMBER = 3;
const [addresses, silentAddresses, port, count] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const infos = new Map(metadataOf(Number(count)).map(({ id, info }) => [id, info]));
let number = 0;

function serve(socket: Socket, isSilent: boolean): void {
  let greeting = Buffer.alloc(0);
  let parser: MessageParser | null = null;
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    if (parser !== null) {
      parser.consume(bytes);
      return;
    }
    greeting = Buffer.concat([greeting, bytes]);
    if (greeting.length < HANDSHAKE_BYTES) return;
    const handshake = parseHandshake(greeting);
    const info = handshake && infos.get(toHex(handshake.infoHash));
    if (!info) {
      socket.destroy();
      return;
    }
    const peerId = Buffer.from(`-XX0000-${String(++number).padStart(12, '0')}`);
    socket.write(encodeHandshake(handshake.infoHash, peerId));
    say(socket, 0, encodeBencode({ m: { ut_metadata: OUR_NUMBER }, metadata_size: info.length }));
    parser = parserFor(socket, info, isSilent);
    parser.consume(greeting.subarray(HANDSHAKE_BYTES));
  });
}

function parserFor(socket: Socket, info: Uint8Array, isSilent: boolean): MessageParser {
  const onMessage = (id: number, payload: Uint8Array): boolean => {
    if (isSilent || id !== MESSAGE.extended || payload[0] !== OUR_NUMBER) return true;
    const message = parseMetadataMessage(payload.subarray(1));
    if (message?.kind !== 'request') return true;
    const begin = message.piece * METADATA_PIECE_BYTES;
    const bytes = info.subarray(begin, begin + METADATA_PIECE_BYTES);
    say(socket, OWN_EXTENSIONS.metadata, encodeMetadataData(message.piece, info.length, bytes));
    return true;
  };
  const handler = { onMessage, onBlockStart: () => -1, onBlockEnd: () => {} };
  return new MessageParser(handler, new Uint8Array(0), null);
}

function say(socket: Socket, extension: number, payload: Uint8Array): void {
  const writer = new MessageWriter();
  writer.extended(extension, payload);
  socket.write(writer.take());
}

async function listen(address: string, isSilent: boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    createServer((socket) => serve(socket, isSilent)).listen(Number(port), address, resolve);
  });
}

for (const address of addresses.split(',')) await listen(address, false);
for (const address of silentAddresses.split(',')) await listen(address, true);
process.send?.('listening');
process.on('disconnect', () => process.exit(0));
