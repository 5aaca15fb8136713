import { expect, it } from 'vitest';
import { encodeBencode } from '../../server/src/engine/bencode/index.ts';
import { rawInfo } from '../../server/src/engine/metainfo/raw-info.ts';
import { magnetOf } from '../../server/src/engine/testing/magnets.ts';
import {
  extended,
  silent,
  simulateFetch,
} from '../../server/src/engine/testing/simulated-givers.ts';
import { buildTorrent, sampleBytes } from '../../server/src/engine/testing/torrent-builder.ts';
import {
  OWN_EXTENSIONS,
  parseExtensionHandshake,
} from '../../server/src/engine/wire/extension-handshake.ts';
import {
  encodeMetadataData,
  encodeMetadataReject,
  encodeMetadataRequest,
  parseMetadataMessage,
} from '../../server/src/engine/wire/ut-metadata.ts';
import { FUZZ_TIMEOUT_MS, fuzzMutated } from './fuzz.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const torrent = buildTorrent({
  files: [{ path: [], content: sampleBytes(2_500 * 16_384) }],
  pieceLength: 16_384,
});
const info = rawInfo(torrent.bytes, torrent.metainfo.id)!;
const HANDSHAKES = [
  { m: { ut_metadata: 7 }, metadata_size: info.length },
  { m: { ut_metadata: 7, ut_pex: 1, lt_donthave: 2 }, metadata_size: 0, p: 6_881, reqq: 500 },
  { m: { ut_metadata: 0 }, v: 'a client', yourip: Buffer.from([192, 0, 2, 1]) },
].map((handshake) => encodeBencode(handshake));
const MESSAGES = [
  encodeMetadataRequest(0),
  encodeMetadataReject(2),
  encodeMetadataData(0, info.length, info.subarray(0, 16_384)),
  encodeMetadataData(3, info.length, info.subarray(3 * 16_384)),
  encodeMetadataData(1, 1, new Uint8Array(0)),
];
const SAID = [
  '8:msg_type',
  '5:piece',
  '10:total_size',
  '13:metadata_size',
  '11:ut_metadata',
  'i0e',
  'i-1e',
  'i2147483648e',
  'i9007199254740993e',
  'd1:mde',
  'e',
];

const parsers: FuzzTarget = {
  name: 'messages about metadata',
  corpus: [...MESSAGES, ...HANDSHAKES],
  words: SAID,
  maxInputBytes: 17_000,
  isBencode: false,
  examine: (input) => {
    const handshake = parseExtensionHandshake(input);
    const message = parseMetadataMessage(input);
    if (message?.kind === 'data' && message.bytes.length > input.length) {
      throw new Error('it has more bytes than came');
    }
    const size = handshake?.metadataBytes ?? null;
    if (size !== null && !(size > 0)) throw new Error('a size is no size');
    return `${message?.kind} ${handshake === null} ${size !== null}`;
  },
};

it(
  'the readers of messages about metadata survive changed ones',
  async () => expect(await fuzzMutated(parsers, 100_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);

/** Messages between two looks at what they did. */
const MESSAGES_A_SECOND = 20;
const MOST_BYTES = 64 * 1024;

it(
  'a fetch survives whatever peers say, and keeps within its memory',
  async () => {
    let made = 0;
    let simulated = newFetch();
    const target: FuzzTarget = {
      ...parsers,
      name: 'a fetch of metadata',
      examine: async (input) => {
        const open = simulated.givers.filter(({ isClosed }) => !isClosed);
        if (open.length < 2) simulated = newFetch();
        const giver = open[made % open.length] ?? simulated.givers[0]!;
        giver.say(extended(made % 3 === 0 ? 0 : OWN_EXTENSIONS.metadata, input));
        made++;
        if (made % MESSAGES_A_SECOND === 0) {
          await simulated.run(1);
          if (simulated.fetch.heldBytes > 2 * MOST_BYTES) throw new Error('it keeps too much');
        }
        const { state, givers } = simulated.fetch.status();
        return `${state} ${givers}`;
      },
    };
    expect(await fuzzMutated(target, 20_000)).toBeGreaterThan(0);
  },
  FUZZ_TIMEOUT_MS,
);

function newFetch(): ReturnType<typeof simulateFetch> {
  const scripts = [silent(info.length), silent(5), silent(null), silent(info.length)];
  const simulated = simulateFetch(magnetOf(torrent), scripts, { maxMetadataBytes: MOST_BYTES });
  simulated.fetch.start();
  return simulated;
}
