/**
 * What `shoal doctor` looks at: the surroundings of a server with this configuration, whether it runs or not. Nothing is
 * changed but for a small file that is written into each folder and removed.
 */
import { stat, statfs } from 'node:fs/promises';
import type { AppConfig } from '../config/app-config.ts';
import { holderOf } from '../database/data-directory-lock.ts';
import { DatabaseFiles } from '../database/database-files.ts';
import { openFileLimit } from '../engine/index.ts';
import type { CheckDto } from '@shared/dto/diagnostics.js';
import { databaseFault } from './database-look.ts';
import { dhtNodeFault } from './dht-probe.ts';
import { tcpPortState, udpPortState } from './port-checks.ts';
import { mostUsedTrackers } from './recorded-trackers.ts';
import { probeTracker, type ProbeResult } from './tracker-probe.ts';
import {
  bootstrapVerdict,
  clockVerdict,
  databaseVerdict,
  dhtVerdict,
  diskVerdict,
  openFilesVerdict,
  verdict,
} from './verdicts.ts';
import { writeFault } from '../volume/write-test.ts';

/** A thing that was looked at, and how it is. */
export interface Examined extends CheckDto {
  subject: string;
}

const TRACKERS_TRIED = 5;
const TRACKER_MS = 5_000;
const DHT_NODES_TRIED = 10;
const DHT_NODE_MS = 3_000;
const MS_PER_SECOND = 1_000;
/** The database needs little, but must be able to grow. */
const DATA_MIN_FREE_BYTES = 64 * 1024 * 1024;

export async function examine(config: AppConfig): Promise<Examined[]> {
  const holder = holderOf(config.dataDirectory);
  const isRunning = holder !== null;
  return [
    about('Server', verdict('ok', isRunning ? `It runs${holder}.` : 'It does not run.')),
    ...(await examineFolders(config)),
    ...(await examinePorts(config, isRunning)),
    await examineDatabase(config),
    ...(await examineTrackers(config)),
    about('DHT', await examineDht(config)),
    about('Open files', openFilesVerdict(null, openFileLimit())),
  ];
}

function about(subject: string, { status, message }: CheckDto): Examined {
  return { subject, status, message };
}

async function examineFolders(config: AppConfig): Promise<Examined[]> {
  const { minFreeBytes } = config.engine;
  const { dataDirectory, downloadDirectory, extraDirectories, incompleteDirectory } = config;
  const home = await deviceOf(downloadDirectory);
  const examined = [
    await examineFolder('Data folder', dataDirectory, DATA_MIN_FREE_BYTES),
    await examineFolder('Download folder', downloadDirectory, minFreeBytes),
  ];
  const others = [
    ...extraDirectories.map((directory) => ['Extra folder', directory] as const),
    ...(incompleteDirectory ? [['Incomplete folder', incompleteDirectory] as const] : []),
  ];
  for (const [name, directory] of others) {
    const { message, ...folder } = await examineFolder(name, directory, minFreeBytes);
    const isSame = (await deviceOf(directory)) === home;
    const disk = isSame
      ? 'On the disk of the download folder: moves there are renamings.'
      : 'On another disk than the download folder: moves there copy.';
    const isThere = folder.status === 'ok' || folder.status === 'warning';
    examined.push({ ...folder, message: isThere ? `${message} ${disk}` : message });
  }
  return examined;
}

async function examineFolder(
  name: string,
  directory: string,
  minFreeBytes: number,
): Promise<Examined> {
  const subject = `${name} ${directory}`;
  const isThere = (await deviceOf(directory)) !== null;
  if (!isThere) return about(subject, diskVerdict({ ...ABSENT, minFreeBytes }));
  const fault = await writeFault(directory);
  const found = await statfs(directory).catch(() => null);
  const freeBytes = found && found.bavail * found.bsize;
  return about(subject, diskVerdict({ state: 'there', freeBytes, minFreeBytes, fault }));
}

const ABSENT = { state: 'missing', freeBytes: null, fault: undefined } as const;

async function deviceOf(directory: string): Promise<number | null> {
  const found = await stat(directory).catch(() => null);
  return found?.isDirectory() ? found.dev : null;
}

async function examinePorts(config: AppConfig, isRunning: boolean): Promise<Examined[]> {
  const { host, port, engine } = config;
  const peerHost = engine.peerHost ?? '0.0.0.0';
  const ports = [
    ['Web port', port, await tcpPortState(host, port), 'SHOAL_PORT'],
    [
      'Peer port TCP',
      engine.peerPort,
      await tcpPortState(peerHost, engine.peerPort),
      'SHOAL_PEER_PORT',
    ],
    [
      'Peer port UDP',
      engine.peerPort,
      await udpPortState(peerHost, engine.peerPort),
      'SHOAL_PEER_PORT',
    ],
  ] as const;
  return ports.map(([name, number, state, variable]) =>
    about(`${name} ${number}`, portVerdictOf(state, isRunning, number, variable)),
  );
}

function portVerdictOf(
  state: string,
  isRunning: boolean,
  port: number,
  variable: string,
): CheckDto {
  if (port === 0) return verdict('ok', 'A free one is taken at each start.');
  if (state === 'EADDRINUSE') {
    return isRunning
      ? verdict('ok', 'Taken, by the server that runs.')
      : verdict('failed', `Another program has it: stop that one, or set ${variable}.`);
  }
  if (state === 'free') {
    return isRunning
      ? verdict(
          'failed',
          'The server runs, but does not listen here: was it started with other settings?',
        )
      : verdict('ok', 'It is free.');
  }
  return verdict('failed', `It cannot be listened on (${state}): set ${variable} or its host.`);
}

async function examineDatabase({ dataDirectory }: AppConfig): Promise<Examined> {
  const files = new DatabaseFiles(dataDirectory);
  const { bytes } = await files.sizes();
  const subject = `Database ${files.path}`;
  if (bytes === 0) {
    return about(subject, verdict('unknown', 'There is none yet: the first start makes it.'));
  }
  return about(subject, databaseVerdict(bytes, await databaseFault(files.path)));
}

async function examineTrackers({ dataDirectory }: AppConfig): Promise<Examined[]> {
  const urls = mostUsedTrackers(new DatabaseFiles(dataDirectory).path, TRACKERS_TRIED);
  const probes = await Promise.all(
    urls.map(async (url) => ({
      url,
      result: await probeTracker(url, TRACKER_MS),
      at: Date.now(),
    })),
  );
  const offsets = probes.flatMap(({ result, at }) =>
    result.date === null ? [] : [(result.date - at) / MS_PER_SECOND],
  );
  const middle = offsets.toSorted((one, other) => one - other)[Math.floor(offsets.length / 2)];
  const offset = middle === undefined ? null : Math.round(middle);
  return [
    ...probes.map(({ url, result }) =>
      about(`Tracker ${url.protocol}//${url.host}`, trackerVerdict(result)),
    ),
    about('Clock', clockVerdict(offset)),
  ];
}

async function examineDht({ engine }: AppConfig): Promise<CheckDto> {
  if (!engine.dht) return dhtVerdict({ report: null, asksRouters: false });
  const nodes = engine.dhtBootstrap.slice(0, DHT_NODES_TRIED);
  const faults = await Promise.all(nodes.map((node) => dhtNodeFault(node, DHT_NODE_MS)));
  return bootstrapVerdict(new Map(nodes.map((node, index) => [node, faults[index] ?? null])));
}

/** One tracker that is down is its own affair: a warning. */
function trackerVerdict({ fault }: ProbeResult): CheckDto {
  if (fault === null) return verdict('ok', 'It answers.');
  const advice = 'Where all are so, look at the network, the DNS and the firewall of this machine.';
  return verdict('warning', `It does not answer (${fault}). ${advice}`);
}
