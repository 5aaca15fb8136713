/** The main mode: every client downloads from the bare source and uploads to the bare sink. */
import type { ClientKind } from '../../support/clients/client.ts';
import { findFreePort } from '../../support/free-port.ts';
import { SLOW_CLIENTS, SLOW_SHARE } from '../contestants.ts';
import { type Measurement, type Role, runContest } from '../contest.ts';
import { prepareFile } from '../content.ts';
import { bare, startListeningSource } from '../other-side.ts';
import { UsageWatch } from '../usage-watch.ts';
import { failureSentences, ratios, transferTable } from '../tables.ts';
import { type BenchContext, type Goal, type Mode, ratioGoal } from './mode.ts';

const PIECE_LENGTH = 1024 * 1024;
const GIBIBYTE = 1024 ** 3;
const BARE_TIMEOUT_MS = 60_000;

export const transfer: Mode = {
  name: 'transfer',
  run: async (context) => {
    const { maxBytes, allClients, otherSide } = context;
    const isSlow = ({ name }: ClientKind): boolean => SLOW_CLIENTS.has(name);
    const slow = allClients.filter(isSlow);
    const others = allClients.filter((client) => !isSlow(client));
    const bareSentence = await measureBarePair(context);
    const measurements = [
      ...(await measureClients(others, maxBytes, context)),
      ...(await measureClients(slow, maxBytes * SLOW_SHARE, context)),
    ];
    const tableOf = (role: Role): string =>
      transferTable(measurements.filter((measured) => measured.role === role));
    const slowNames = slow.map(({ name }) => name).join(', ');
    const exception = slow.length > 0 ? `, an eighth of it for ${slowNames}` : '';
    return {
      title: 'One peer, one file',
      parts: [
        `One file of ${(maxBytes / GIBIBYTE).toFixed(2)} GiB${exception}, in pieces of 1 MiB on a RAM disk; the other side is ${otherSide.name}.`,
        bareSentence,
        '### Download',
        tableOf('download'),
        '### Upload',
        tableOf('upload'),
        ...failureSentences(measurements),
      ],
      goals: transferGoals(measurements),
    };
  },
};

async function measureClients(
  clients: readonly ClientKind[],
  bytes: number,
  { ramDisk, runs, otherSide, report }: BenchContext,
): Promise<Measurement[]> {
  if (clients.length === 0) return [];
  await using content = await prepareFile(ramDisk, bytes, PIECE_LENGTH);
  const roles = ['download', 'upload'] as const;
  return await runContest({ content, clients, roles, runs, otherSide, report });
}

function transferGoals(measurements: readonly Measurement[]): Goal[] {
  const compare = (role: Role, to: string): { rate: number; cpu: number } | null =>
    ratios(measurements, role, { of: 'shoal', to });
  const download = compare('download', 'libtorrent');
  const upload = compare('upload', 'libtorrent');
  return [
    ...ratioGoal("download, x libtorrent's rate", { atLeast: 1.5 }, download?.rate),
    ...ratioGoal("download, x libtorrent's CPU time", { atMost: 0.8 }, download?.cpu),
    ...ratioGoal("upload, x libtorrent's rate", { atLeast: 1.3 }, upload?.rate),
    ...ratioGoal("upload, x libtorrent's CPU time", { atMost: 0.6 }, upload?.cpu),
    ...(['download', 'upload'] as const).flatMap((role) =>
      ratioGoal(
        `${role}, x webtorrent's rate`,
        { atLeast: 2.5 },
        compare(role, 'webtorrent')?.rate,
      ),
    ),
  ];
}

/** How fast source and sink are with nobody between them: what no client's figures can exceed. */
async function measureBarePair({ ramDisk, maxBytes, report }: BenchContext): Promise<string> {
  await using content = await prepareFile(ramDisk, maxBytes, PIECE_LENGTH);
  const { torrent } = content;
  const port = await findFreePort();
  await using source = await startListeningSource(torrent, port);
  using sourceWatch = new UsageWatch(source.pid);
  await sourceWatch.look();
  await using sink = await bare.startSink(torrent, `127.0.0.1:${port}`, '');
  using sinkWatch = new UsageWatch(sink.pid);
  await sinkWatch.look();
  const startedAt = await sink.firstDataAt();
  const completedAt = await sink.completedAt(BARE_TIMEOUT_MS);
  await Promise.all([sourceWatch.look(), sinkWatch.look()]);
  const rate = torrent.totalBytes / ((completedAt - startedAt) / 1000) / 1024 ** 2;
  const gibibytes = torrent.totalBytes / GIBIBYTE;
  const cpu = (watch: UsageWatch): string =>
    (watch.cpuSecondsSince(startedAt) / gibibytes).toFixed(2);
  const sentence =
    `The bare source gives the bare sink ${rate.toFixed(0)} MiB/s, ` +
    `at ${cpu(sourceWatch)} (source) and ${cpu(sinkWatch)} (sink) CPU-seconds per GiB.`;
  report(sentence);
  return sentence;
}
