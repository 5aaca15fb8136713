/**
 * One torrent from its start to its removal, through many deaths of the server. After each death, before the next
 * start, the disk and the database are compared with what must be so.
 */
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileSelection } from '@shared/dto/download.js';
import { startLibtorrent } from '../support/clients/libtorrent.ts';
import { findFreePort } from '../support/free-port.ts';
import { torrentForm } from '../support/rest-client.ts';
import { BlockLedger } from './block-ledger.ts';
import { Catalogue } from './catalogue.ts';
import type { CrashContent } from './crash-content.ts';
import { CrashFinding } from './crash-finding.ts';
import { DiskContent } from './disk-content.ts';
import { KillableServer } from './killable-server.ts';
import { live, type LifeOutcome } from './life.ts';
import { readRecordedState } from './recorded-state.ts';
import { SeedLine } from './seed-line.ts';
import { SeededRandom } from './seeded-random.ts';
import { User } from './user.ts';
import { Watcher, type Before } from './watcher.ts';

const CREATED = 201;
const NO_CONTENT = 204;

export interface RoundOptions {
  content: CrashContent;
  /** Of the server's settings, with the data folder. */
  environment: Record<string, string>;
  nodeArguments: readonly string[];
  dataFolder: string;
  /** Folders that the download may be in, the first at its start. */
  folders: readonly string[];
  bytesPerSecond: number;
  kills: number;
  /** Number of the lives before, in all rounds. */
  livesBefore: number;
  seed: number;
  longestLifeMs: number;
  note: (event: string) => void;
  /** Called between death and start: the power cut takes here what was not synced. Null: the system goes on. */
  afterDeath: ((life: number) => void) | null;
}

export interface RoundOutcome {
  lives: LifeOutcome[];
  /** What each kill cost in bytes that came again, of those that cost something. */
  losses: number[];
  receivedBytes: number;
  repeatedBytes: number;
}

export class Round {
  readonly #options: RoundOptions;
  readonly #catalogue: Catalogue;
  readonly #ledger: BlockLedger;
  readonly #lives: LifeOutcome[] = [];
  readonly #peerPort: number;
  #before: Before | null = null;
  #life: number;

  private constructor(options: RoundOptions, peerPort: number) {
    const { content, folders, livesBefore, seed } = options;
    this.#options = options;
    this.#peerPort = peerPort;
    this.#life = livesBefore;
    const random = new SeededRandom(seed, `start ${livesBefore}`);
    const skipped = content.files.flatMap((_file, index): FileSelection[] =>
      random.chance(0.25) ? [{ index, priority: 'skip' }] : [],
    );
    const choice = random.chance(0.5) ? skipped : [];
    this.#catalogue = new Catalogue(content.id, content.files.length, folders[0]!, choice);
    this.#ledger = new BlockLedger(content.pieceLength, content.pieceCount);
  }

  static async run(options: RoundOptions): Promise<RoundOutcome> {
    const round = new Round(options, await findFreePort());
    return await round.#run();
  }

  async #run(): Promise<RoundOutcome> {
    const { content, bytesPerSecond, kills } = this.#options;
    await using line = await SeedLine.open(this.#peerPort, (piece, begin, bytes) =>
      this.#ledger.note(piece, begin, bytes),
    );
    await using _seed = await startLibtorrent('seed', {
      torrent: content.fixture,
      folder: content.fixture.contentFolder,
      seedMode: true,
      peers: [line.address],
      useTrackers: false,
      encryption: 'plain',
      uploadLimitBytesPerSecond: bytesPerSecond,
    });
    await this.#add();
    for (let killed = 0; killed < kills;) {
      const outcome = await this.#liveOnce();
      if (outcome.end !== 'stopped') killed += 1;
    }
    await this.#finish();
    return {
      lives: this.#lives,
      losses: this.#ledger.losses.map(([, bytes]) => bytes),
      receivedBytes: this.#ledger.receivedBytes,
      repeatedBytes: this.#ledger.repeatedBytes,
    };
  }

  /** Uploads the torrent and starts it: acknowledged, so it must be there from now on. */
  async #add(): Promise<void> {
    const { content, note } = this.#options;
    this.#ledger.life = this.#life += 1;
    await using server = this.#startServer();
    await server.ready();
    const upload = await server.call('POST', '/api/upload-torrent', torrentForm(content.torrent));
    if (upload?.status !== CREATED) throw server.failure(`answered ${upload?.status} to an upload`);
    const files = this.#catalogue.priorities.value;
    const request = { torrentId: content.id, ...(files.length > 0 && { files }) };
    const started = await server.call('POST', '/api/start-download', request);
    if (started?.status !== CREATED) throw server.failure(`answered ${started?.status} to a start`);
    note(`added ${content.name}, ${files.length} files skipped`);
    await sleep(new SeededRandom(this.#options.seed, `add ${this.#life}`).between(0, 400));
    await server.kill();
    this.#examine(null);
  }

  async #liveOnce(): Promise<LifeOutcome> {
    const { seed, note, longestLifeMs, content, nodeArguments } = this.#options;
    this.#ledger.life = this.#life += 1;
    const outcome = await live({
      environment: this.#environment(),
      nodeArguments,
      content,
      catalogue: this.#catalogue,
      before: this.#before,
      random: new SeededRandom(seed, `life ${this.#life}`),
      longestMs: longestLifeMs,
      note: (event) => note(`life ${this.#life}: ${event}`),
    });
    this.#lives.push(outcome);
    this.#examine(outcome.watcher);
    return outcome;
  }

  /** The server is dead: what it recorded, what it said and what the disk holds must fit. */
  #examine(watcher: Watcher | null): void {
    const { content, dataFolder, note, afterDeath } = this.#options;
    afterDeath?.(this.#life);
    const state = readRecordedState(dataFolder, () => content.pieceCount);
    if (state === null) throw new CrashFinding('there is no database');
    const wrong = this.#catalogue.settle(state);
    if (wrong.length > 0) throw new CrashFinding(`the catalogue is wrong: ${wrong.join('; ')}`);
    const recorded = state.downloads.get(content.id)?.have ?? null;
    const whole = this.#disk().wholePieces();
    const lost = recorded?.without(whole) ?? [];
    if (lost.length > 0) {
      throw new CrashFinding(`pieces are recorded as had and wrong on the disk: ${lost.join(' ')}`);
    }
    const said = afterDeath === null ? (watcher?.have?.without(whole) ?? []) : [];
    if (said.length > 0) {
      throw new CrashFinding(
        `pieces were said to be had and are wrong on the disk: ${said.join(' ')}`,
      );
    }
    const again = [...this.#ledger.fetchedThoughWhole];
    if (again.length > 0) {
      throw new CrashFinding(
        `pieces were whole on the disk and were fetched again: ${again.join(' ')}`,
      );
    }
    this.#ledger.endLife(whole);
    this.#before = { recorded, whole };
    note(
      `life ${this.#life}: ${recorded?.count ?? 0} recorded, ${whole.count} whole of ${content.pieceCount}`,
    );
  }

  /** No more kills: it must complete, be right to the byte and leave nothing behind. */
  async #finish(): Promise<void> {
    const { content, seed, note } = this.#options;
    const random = new SeededRandom(seed, `finish ${this.#life}`);
    this.#ledger.life = this.#life += 1;
    await using server = this.#startServer();
    await server.ready();
    const catalogue = this.#catalogue;
    const user = new User({ server, content, catalogue, random, note });
    await user.start();
    const isAllWanted =
      random.chance(0.6) || content.files.every((_file, index) => !catalogue.isWanted(index));
    if (isAllWanted) await user.wantAll();
    const watcher = new Watcher(server, content, this.#before);
    await this.#waitForCompletion(watcher);
    this.#compareFiles();
    note(`${content.name} is complete${isAllWanted ? '' : ', but for the skipped files'}`);
    const removal = `/api/downloads/${content.id}?deleteData=true`;
    const removed = await server.call('DELETE', removal);
    if (removed?.status !== NO_CONTENT)
      throw server.failure(`answered ${removed?.status} to a removal`);
    await this.#expectNothingLeft();
    server.terminate();
    const code = await server.exitCode();
    if (code !== 0) throw new CrashFinding(`a clean stop ended with ${code}:\n${server.output}`);
  }

  async #waitForCompletion(watcher: Watcher): Promise<void> {
    const { content, bytesPerSecond, note } = this.#options;
    const timeoutMs = 30_000 + (2_000 * content.bytes.length) / bytesPerSecond;
    while (watcher.watchedMs < timeoutMs) {
      await watcher.look();
      if (watcher.status?.state === 'seeding') {
        const { completedBytes, wantedBytes } = watcher.status;
        note(`is complete: ${completedBytes} of ${wantedBytes} bytes`);
        return;
      }
      await sleep(50);
    }
    const { state, progress, peers } = watcher.status ?? {};
    throw new CrashFinding(`it does not complete: ${JSON.stringify({ state, progress, peers })}`);
  }

  #compareFiles(): void {
    const { content } = this.#options;
    const disk = this.#disk();
    const whole = disk.wholePieces();
    content.files.forEach((file, index) => {
      const path = disk.pathOf(index);
      if (!this.#catalogue.isWanted(index)) return;
      if (path === null) throw new CrashFinding(`${file.path} is not there at the end`);
      for (let at = file.offset; at < file.offset + file.bytes; at += content.pieceLength) {
        const piece = Math.floor(at / content.pieceLength);
        if (!whole.has(piece))
          throw new CrashFinding(`${file.path} is wrong at the end (piece ${piece})`);
      }
    });
  }

  async #expectNothingLeft(): Promise<void> {
    for (const folder of this.#options.folders) {
      const left = (await readdir(folder, { recursive: true })).filter(
        (name) => name !== '.shoal-volume',
      );
      if (left.length > 0)
        throw new CrashFinding(`left in ${folder} after the removal: ${left.join(', ')}`);
    }
  }

  #disk(): DiskContent {
    const { content } = this.#options;
    const directory = this.#catalogue.directory.value;
    return new DiskContent(content, [{ directory, paths: content.files.map(({ path }) => path) }]);
  }

  #startServer(): KillableServer {
    return new KillableServer(this.#environment(), this.#options.nodeArguments);
  }

  #environment(): Record<string, string> {
    return { ...this.#options.environment, SHOAL_PEER_PORT: String(this.#peerPort) };
  }
}
