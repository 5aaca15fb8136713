/**
 * Whole sessions on loopback for tests: real sockets, real disk threads, temporary folders. Everything that
 * is made here is ended by `endSessions`, which a test file calls after each test.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { silentLogger, type Logger } from '../core/logger.ts';
import type { AddDownload, EngineDownloadState, PeerEndpoint } from '../core/messages.ts';
import type { EngineConfig } from '../session/engine-api.ts';
import { defaultEngineConfig } from '../session/engine-defaults.ts';
import { Session } from '../session/session.ts';
import { OFFLINE } from './offline.ts';
import { contentOfFile, type BuiltTorrent } from './torrent-builder.ts';

const MEBIBYTE = 1024 * 1024;
const POLL_MS = 5;
const WAIT_MS = 12_000;

/** What a session said, one line an event: `added`, `state downloading`, `completed`, `removed`. */
export interface RunningSession {
  session: Session;
  endpoint: PeerEndpoint;
  said: string[];
}

const running = new Set<Session>();
const folders: string[] = [];

/** A session with small slabs, that listens on a free port of 127.0.0.1. */
export async function startSession(
  changes: Partial<EngineConfig> = {},
  logger: Logger = silentLogger,
): Promise<RunningSession> {
  const config: EngineConfig = {
    ...defaultEngineConfig(),
    peerHost: '127.0.0.1',
    peerPort: 0,
    ...OFFLINE,
    writeSlabBytes: 4 * MEBIBYTE,
    readSlabBytes: 2 * MEBIBYTE,
    diskWorkers: 2,
    ...changes,
  };
  const session = new Session({ config, logger });
  const said: string[] = [];
  session.on('added', () => said.push('added'));
  session.on('state', ({ previous, status }) => said.push(`${previous} -> ${status.state}`));
  session.on('completed', () => said.push('completed'));
  session.on('removed', () => said.push('removed'));
  session.on('relocated', () => said.push('relocated'));
  const { peerPort } = await session.start();
  running.add(session);
  return { session, endpoint: { address: config.peerHost!, port: peerPort }, said };
}

/** Stops one session before the end of the test. */
export async function stopSession({ session }: RunningSession): Promise<void> {
  running.delete(session);
  await session.stop();
}

/** Stops every session and removes every folder that the test made. */
export async function endSessions(): Promise<void> {
  await Promise.all([...running].map(async (session) => session.stop()));
  running.clear();
  await Promise.all(folders.splice(0).map(async (folder) => rm(folder, { recursive: true })));
}

export async function temporaryFolder(parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'shoal-engine-'));
  folders.push(folder);
  return folder;
}

/** The request that adds a torrent to a folder and starts it. */
export function addition(
  torrent: BuiltTorrent,
  directory: string,
  changes: Partial<AddDownload> = {},
): AddDownload {
  return {
    metainfo: torrent.bytes,
    directory,
    state: 'started',
    sequential: false,
    filePriorities: [],
    trackers: null,
    resume: null,
    ...changes,
  };
}

/** Writes the torrent's files into the folder. */
export async function layContent(torrent: BuiltTorrent, directory: string): Promise<void> {
  for (const [index, file] of torrent.metainfo.files.entries()) {
    if (file.padding) continue;
    const path = join(directory, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contentOfFile(torrent, index));
  }
}

/** The first file in the folder that is not what the torrent says, or null where all are. */
export async function firstWrongFile(
  torrent: BuiltTorrent,
  directory: string,
  paths: readonly string[] = torrent.metainfo.files.map(({ path }) => path),
): Promise<string | null> {
  for (const [index, { padding }] of torrent.metainfo.files.entries()) {
    if (padding) continue;
    const bytes = await readFile(join(directory, paths[index]!));
    if (Buffer.compare(bytes, contentOfFile(torrent, index)) !== 0) return paths[index]!;
  }
  return null;
}

/** The paths of all files in the folder and below, in order. */
export async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .toSorted();
}

/** A session that seeds the torrent from a folder of its own, and has recorded that it does. */
export async function startSeed(
  torrent: BuiltTorrent,
  changes: Partial<EngineConfig> = {},
): Promise<RunningSession & { directory: string }> {
  const seed = await startSession(changes);
  const directory = await temporaryFolder();
  await layContent(torrent, directory);
  const recorded = new Promise<void>((resolve) => {
    seed.session.on('checkpoint', () => resolve());
  });
  await seed.session.add(addition(torrent, directory));
  await reaches(seed, torrent, 'seeding');
  await recorded;
  return { ...seed, directory };
}

/** Resolves when the download is in the state. */
export async function reaches(
  { session }: RunningSession,
  torrent: BuiltTorrent,
  state: EngineDownloadState,
): Promise<void> {
  const { id } = torrent.metainfo;
  await until(
    async () => (await session.status(id)).state === state,
    async () => `${JSON.stringify(await session.status(id))} should be ${state}`,
  );
}

/** Asks again and again until it is so; rejects with the complaint after twelve seconds. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  complaint: () => string | null | Promise<string | null>,
): Promise<void> {
  const end = performance.now() + WAIT_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error((await complaint()) ?? 'it took too long');
    await pause(POLL_MS);
  }
}

/** For what has no event to wait for: that nothing happens. */
export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
