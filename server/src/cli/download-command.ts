/**
 * `shoal download`: one engine, one download, from the check of what is there to the end that was asked
 * for. Keeps no state between runs: what is on the disk is hashed again at the next start.
 */
import { lookup } from 'node:dns/promises';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  EngineError,
  parseMetainfo,
  selectedFiles,
  type AddDownload,
  type DownloadStatus,
  type Engine,
  type EngineConfig,
  type FilePriorityName,
  type Logger,
  type Magnet,
  type Metainfo,
  type PeerEndpoint,
} from '../engine/index.ts';
import type { DownloadCommand, HostAndPort } from './command-line.ts';
import type { CommandOutput } from './command-output.ts';
import { displayFor, type DownloadDisplay } from './download-display.ts';
import { followDownload, type Outcome } from './download-follow.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { formatBytes, formatCount, formatDuration, formatRate, printable } from './format.ts';
import { askForMetadata } from './download-metadata.ts';
import {
  fileFaultReason,
  readMagnet,
  readTorrentFile,
  type TorrentInput,
} from './torrent-input.ts';
import { UsageError } from './usage-error.ts';

/** What the command needs of its surroundings; tests give a fake engine. */
export interface DownloadSurroundings {
  createEngine: (options: { config: Partial<EngineConfig>; logger: Logger }) => Engine;
  output: CommandOutput;
  /** Aborted by the first Ctrl-C. */
  interrupted: AbortSignal;
}

/** Runs to the end. Throws a UsageError where it cannot begin. */
export async function runDownload(
  command: DownloadCommand,
  { createEngine, output, interrupted }: DownloadSurroundings,
): Promise<ExitCode> {
  const source = await readSource(command);
  const peers = await Promise.all(command.peers.map(peerEndpoint));
  const directory = resolve(command.directory);
  const display = displayFor(output, command);
  const config: Partial<EngineConfig> = {
    peerPort: command.peerPort,
    peerHost: command.peerHost,
    dht: command.dht,
    lsd: command.lsd,
    pex: command.pex,
    ...(command.dhtBootstrap !== null && { dhtBootstrap: command.dhtBootstrap }),
    ...(command.encryption !== null && { encryption: command.encryption }),
    logLevel: 'warn',
  };
  const engine = createEngine({ config, logger: displayLogger(display) });
  try {
    await mkdir(directory, { recursive: true });
    const { peerPort } = await engine.start();
    const surroundings = { engine, command, directory, peers, display, interrupted };
    const request = await requestOf(source, surroundings);
    if ('end' in request) {
      display.end();
      return conclude(display, request, 0);
    }
    const metainfo = parseMetainfo(request.metainfo);
    request.filePriorities = prioritiesFor(metainfo, filesOf(command, source, metainfo));
    introduce(display, metainfo, directory, peerPort, peers.length > 0 || command.dht);
    const startedAt = performance.now();
    const outcome = await followDownload({
      engine,
      request,
      peers,
      seed: command.seed,
      display,
      interrupted,
    });
    display.end();
    return conclude(display, outcome, (performance.now() - startedAt) / 1000);
  } catch (fault) {
    display.end();
    if (fault instanceof UsageError) throw fault;
    display.warn(sentenceOf(fault, directory));
    return EXIT_CODES.failed;
  } finally {
    await engine.stop();
  }
}

/** A torrent file that was read, or a magnet link. */
type Source = TorrentInput | { magnet: Magnet };

async function readSource({ torrentPath, files }: DownloadCommand): Promise<Source> {
  if (/^magnet:/i.test(torrentPath)) return { magnet: readMagnet(torrentPath) };
  const input = await readTorrentFile(torrentPath);
  // What is wrong with the words is said before anything begins.
  prioritiesFor(input.metainfo, files);
  return input;
}

interface Preparation {
  engine: Engine;
  command: DownloadCommand;
  directory: string;
  peers: PeerEndpoint[];
  display: DownloadDisplay;
  interrupted: AbortSignal;
}

/** What is to be added; or, of a magnet link, how it ended before its files were known. */
async function requestOf(
  source: Source,
  { command, directory, ...asked }: Preparation,
): Promise<(AddDownload & { metainfo: Uint8Array }) | Outcome> {
  const request = {
    directory,
    state: 'started' as const,
    sequential: command.sequential,
    filePriorities: [],
    trackers: null,
    resume: null,
  };
  if (!('magnet' in source)) return { ...request, metainfo: source.bytes };
  const { magnet } = source;
  asked.display.say(`Asking peers for the metadata of ${printable(magnet.name ?? magnet.id)}.`);
  const answer = await askForMetadata({ ...asked, magnet, request });
  if ('end' in answer) return answer;
  return { ...request, metainfo: answer.metainfo, id: answer.torrentId };
}

/** What the user names, or what the link does; null takes all. */
function filesOf(command: DownloadCommand, source: Source, metainfo: Metainfo): number[] | null {
  if (command.files !== null || !('magnet' in source)) return command.files;
  return selectedFiles(source.magnet, metainfo.files);
}

/** `normal` for what was asked for, `skip` for the rest; an empty list means all. */
export function prioritiesFor(metainfo: Metainfo, wanted: number[] | null): FilePriorityName[] {
  if (wanted === null) return [];
  for (const index of wanted) {
    const file = metainfo.files[index];
    if (!file || file.padding) {
      throw new UsageError(
        `There is no file ${index} in this torrent. "shoal info" shows the numbers.`,
      );
    }
  }
  return metainfo.files.map((_file, index) => (wanted.includes(index) ? 'normal' : 'skip'));
}

async function peerEndpoint({ host, port }: HostAndPort): Promise<PeerEndpoint> {
  try {
    const { address } = await lookup(host);
    return { address, port };
  } catch {
    throw new UsageError(`The peer's name ${printable(host)} cannot be resolved.`, 'download');
  }
}

function introduce(
  display: DownloadDisplay,
  metainfo: Metainfo,
  directory: string,
  peerPort: number,
  canFindPeers: boolean,
): void {
  const files = metainfo.files.filter((file) => !file.padding).length;
  display.say(
    `${printable(metainfo.name)}: ${formatBytes(metainfo.totalBytes)} in ${formatCount(files, 'file')}`,
  );
  display.say(`Into ${directory}; peers reach this machine on port ${peerPort}.`);
  if (metainfo.trackers.length === 0 && !canFindPeers) {
    display.warn('This torrent names no tracker: name a peer with --peer HOST:PORT.');
  }
}

function conclude(display: DownloadDisplay, outcome: Outcome, seconds: number): ExitCode {
  const { end, wasComplete, status } = outcome;
  if (end === 'failed') {
    display.warn(status.error?.message ?? 'The download failed, and the engine gave no reason.');
    return EXIT_CODES.failed;
  }
  if (end === 'complete') {
    display.say(completionSentence(status, seconds));
    return EXIT_CODES.done;
  }
  display.say(
    wasComplete
      ? `Stopped. ${formatBytes(status.uploadedBytes)} were sent to others.`
      : 'Stopped before it was complete. The same command goes on from here.',
  );
  return wasComplete ? EXIT_CODES.done : EXIT_CODES.interrupted;
}

/** What was done, in one sentence. */
export function completionSentence(status: DownloadStatus, seconds: number): string {
  if (status.downloadedBytes === 0) return 'Complete: everything was there already.';
  const rate = formatRate(status.downloadedBytes / Math.max(seconds, 0.001));
  return `Complete: ${formatBytes(status.downloadedBytes)} in ${formatDuration(seconds)} (${rate}).`;
}

/** Warnings of the engine stand above the progress; the rest is for servers. */
function displayLogger(display: DownloadDisplay): Logger {
  const warn: Logger['warn'] = (message, details = {}) => {
    const facts = Object.entries(details).map(([name, value]) => `${name}=${String(value)}`);
    display.warn(printable([message, ...facts].join(' ')));
  };
  return { debug: () => {}, info: () => {}, warn, error: warn };
}

function sentenceOf(fault: unknown, directory: string): string {
  if (fault instanceof EngineError) return printable(fault.message);
  const { code, syscall } = fault as NodeJS.ErrnoException;
  if (code && syscall === 'mkdir') {
    return `The folder ${directory} cannot be made: ${fileFaultReason(fault)}.`;
  }
  return printable(fault instanceof Error ? fault.message : String(fault));
}
