/**
 * One torrent from its start to its removal, through many deaths of the server. After each death, before the next
 * start, the disk and the database are compared with what must be so.
 */
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DownloadDto, FileSelection } from '@shared/dto/download.js';
import { startLibtorrent } from '../support/clients/libtorrent.ts';
import { findFreePort } from '../support/free-port.ts';
import { torrentForm } from '../support/rest-client.ts';
import { BitSet } from './bit-set.ts';
import { BlockLedger } from './block-ledger.ts';
import { Catalogue } from './catalogue.ts';
import type { CrashContent } from './crash-content.ts';
import { CrashFinding } from './crash-finding.ts';
import { DiskContent, PART_SUFFIX } from './disk-content.ts';
import { KillableServer } from './killable-server.ts';
import { live, type LifeOutcome } from './life.ts';
import { readRecordedState } from './recorded-state.ts';
import { SeedLine } from './seed-line.ts';
import { SeededRandom } from './seeded-random.ts';
import { User } from './user.ts';
import { Watcher, type Before } from './watcher.ts';

const CREATED = 201;
const NO_CONTENT = 204;
const OK = 200;
const NAMES_DEADLINE_MS = 5_000;

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
  /**
   * Called between death and start: the power cut takes here what was not synced, and gives the files that do not show
   * any more that they were written after their last sync. Null: the system goes on.
   */
  afterDeath: ((life: number) => ReadonlySet<string>) | null;
}

export interface RoundOutcome {
  lives: LifeOutcome[];
  /** Its number: the next round goes on from here. */
  lastLife: number;
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
    this.#catalogue = new Catalogue(
      content.id,
      { directory: folders[0]!, paths: content.files.map(({ path }) => path) },
      choice,
    );
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
      lastLife: this.#life,
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
    await this.#chooseSettings(server);
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

  /** How files of new downloads lie on the disk. */
  async #chooseSettings(server: KillableServer): Promise<void> {
    const { seed, note, folders } = this.#options;
    const random = new SeededRandom(seed, `settings ${this.#life}`);
    const known = await server.call<Record<string, unknown>>('GET', '/api/settings');
    if (known?.body['partSuffix'] === undefined) return;
    const choice = {
      partSuffix: random.chance(0.5),
      preallocation: random.pick(['none', 'none', 'sparse', 'full']),
      incompleteDirectory: random.chance(0.4) ? `${random.pick(folders)}/incomplete` : null,
    };
    const { status } = (await server.call('PATCH', '/api/settings', choice))!;
    note(`settings ${JSON.stringify(choice)} -> ${status}`);
  }

  async #liveOnce(): Promise<LifeOutcome> {
    const { seed, note, longestLifeMs, content, nodeArguments, folders } = this.#options;
    this.#ledger.life = this.#life += 1;
    const outcome = await live({
      environment: this.#environment(),
      nodeArguments,
      content,
      catalogue: this.#catalogue,
      before: this.#before,
      random: new SeededRandom(seed, `life ${this.#life}`),
      folders,
      longestMs: longestLifeMs,
      note: (event) => note(`life ${this.#life}: ${event}`),
    });
    this.#lives.push(outcome);
    try {
      this.#examine(outcome.watcher);
    } catch (error) {
      if (error instanceof CrashFinding) error.message += `\nThe server said:\n${outcome.output}`;
      throw error;
    }
    return outcome;
  }

  /** The server is dead: what it recorded, what it said and what the disk holds must fit. */
  #examine(watcher: Watcher | null): void {
    const { content, dataFolder, note, afterDeath } = this.#options;
    const setBack = afterDeath?.(this.#life) ?? new Set<string>();
    const state = readRecordedState(dataFolder, () => content);
    if (state === null) throw new CrashFinding('there is no database');
    const wrong = this.#catalogue.settle(state);
    if (wrong.length > 0) throw new CrashFinding(`the catalogue is wrong: ${wrong.join('; ')}`);
    const download = state.downloads.get(content.id)!;
    const recorded = download.have;
    const disk = new DiskContent(content, [download.place, ...download.otherPlaces]);
    const whole = disk.wholePieces();
    const describe = (piece: number): string => `${piece} (${disk.describe(piece)})`;
    const lost = recorded?.without(whole) ?? [];
    if (lost.length > 0) {
      throw new CrashFinding(
        `pieces are recorded as had and wrong on the disk: ${lost.map(describe).join(', ')}`,
      );
    }
    const said = afterDeath === null ? (watcher?.have?.without(whole) ?? []) : [];
    if (said.length > 0) {
      throw new CrashFinding(
        `pieces were said to be had and are wrong on the disk: ${said.map(describe).join(', ')}`,
      );
    }
    const again = [...this.#ledger.fetchedThoughWhole];
    if (again.length > 0) {
      throw new CrashFinding(
        `pieces were whole on the disk and were fetched again: ${again.map(describe).join(', ')}`,
      );
    }
    const findable = new BitSet(content.pieceCount);
    for (const piece of whole.members) {
      if (recorded?.has(piece) || !disk.hasBytesIn(piece, setBack)) findable.add(piece);
    }
    this.#ledger.endLife(findable);
    this.#before = { recorded, whole: findable };
    note(
      `life ${this.#life}: ${recorded?.count ?? 0} recorded, ${whole.count} whole of ${content.pieceCount}`,
    );
  }

  /** No more kills: it must complete, be right to the byte and leave nothing behind. */
  async #finish(): Promise<void> {
    const { content, seed, note, folders } = this.#options;
    const random = new SeededRandom(seed, `finish ${this.#life}`);
    this.#ledger.life = this.#life += 1;
    await using server = this.#startServer();
    await server.ready();
    const catalogue = this.#catalogue;
    const user = new User({ server, content, catalogue, random, folders, note });
    await user.start();
    const isAllWanted =
      random.chance(0.6) || content.files.every((_file, index) => !catalogue.isWanted(index));
    if (isAllWanted) await user.wantAll();
    const watcher = new Watcher(server, content, this.#before);
    await this.#waitForCompletion(watcher);
    await this.#waitForFiles(watcher);
    note(`${content.name} is complete${isAllWanted ? '' : ', but for the skipped files'}`);
    if (random.chance(0.5)) {
      const removing = this.#remove(server);
      await sleep(random.between(0, 30));
      await server.kill();
      await removing;
      await this.#removeAgain();
      return;
    }
    await this.#remove(server);
    this.#expectNothingLeft();
    server.terminate();
    const code = await server.exitCode();
    if (code !== 0) throw new CrashFinding(`a clean stop ended with ${code}:\n${server.output}`);
  }

  async #remove(server: KillableServer): Promise<void> {
    const path = `/api/downloads/${this.#options.content.id}?deleteData=true`;
    const reply = await server.call('DELETE', path);
    if (reply !== null && reply.status !== NO_CONTENT) {
      throw server.failure(`answered ${reply.status} to a removal: ${JSON.stringify(reply.body)}`);
    }
  }

  /** It was killed while it removed: the download may still be there, but it must not fetch anything again. */
  async #removeAgain(): Promise<void> {
    const { content, note } = this.#options;
    this.#ledger.life = this.#life += 1;
    await using server = this.#startServer();
    await server.ready();
    const found = await server.call<DownloadDto>('GET', `/api/downloads/${content.id}`);
    note(`killed while it was removed: ${found?.status} ${found?.body.state ?? ''}`);
    if (found?.status === OK) await this.#remove(server);
    this.#expectNothingLeft();
    await server.kill();
  }

  async #waitForCompletion(watcher: Watcher): Promise<void> {
    const { content, bytesPerSecond, note } = this.#options;
    const timeoutMs = 30_000 + (2_000 * content.bytes.length) / bytesPerSecond;
    while (watcher.watchedMs < timeoutMs) {
      await watcher.look();
      if (watcher.status?.state === 'seeding' && isInPlace(watcher.status)) {
        const { completedBytes, wantedBytes } = watcher.status;
        note(`is complete: ${completedBytes} of ${wantedBytes} bytes`);
        return;
      }
      await sleep(50);
    }
    const { state, progress, peers } = watcher.status ?? {};
    throw new CrashFinding(`it does not complete: ${JSON.stringify({ state, progress, peers })}`);
  }

  /** The last names are given when the last pieces are recorded. */
  async #waitForFiles(watcher: Watcher): Promise<void> {
    const until = watcher.watchedMs + NAMES_DEADLINE_MS;
    for (;;) {
      try {
        this.#compareFiles();
        return;
      } catch (error) {
        if (watcher.watchedMs > until) throw error;
      }
      await sleep(100);
    }
  }

  /** Byte for byte, each wanted file in its place, and nothing else but what skipped files left. */
  #compareFiles(): void {
    const { content, folders } = this.#options;
    const { directory, paths } = this.#catalogue.place.value;
    const allowed = new Set<string>();
    content.files.forEach(({ offset, bytes }, index) => {
      const path = join(directory, paths[index]!);
      if (!this.#catalogue.isWanted(index)) {
        if (this.#catalogue.everWanted.has(index)) allowed.add(path).add(path + PART_SUFFIX);
        return;
      }
      allowed.add(path);
      const isThere = existsSync(path);
      if (!isThere || !readFileSync(path).equals(content.bytes.subarray(offset, offset + bytes))) {
        const others = filesBelow(folders).join(', ');
        throw new CrashFinding(`${path} is ${isThere ? 'wrong' : 'missing'} at the end: ${others}`);
      }
    });
    if (paths.some((_path, index) => !this.#catalogue.isWanted(index))) {
      allowed.add(join(directory, `.${content.id}.parts`));
    }
    const others = filesBelow(folders).filter((path) => !allowed.has(path));
    if (others.length > 0) throw new CrashFinding(`there at the end: ${others.join(', ')}`);
  }

  #expectNothingLeft(): void {
    const left = filesBelow(this.#options.folders);
    if (left.length > 0) throw new CrashFinding(`left after the removal: ${left.join(', ')}`);
  }

  #startServer(): KillableServer {
    return new KillableServer(this.#environment(), this.#options.nodeArguments);
  }

  #environment(): Record<string, string> {
    return { ...this.#options.environment, SHOAL_PEER_PORT: String(this.#peerPort) };
  }
}

/** No move is under way, and none out of the incomplete folder. */
function isInPlace(download: object): boolean {
  const { move, incompleteDirectory } = download as Record<string, unknown>;
  return (move ?? null) === null && (incompleteDirectory ?? null) === null;
}

function filesBelow(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name !== '.shoal-volume')
      .map((name) => join(folder, name))
      .filter((path) => !lstatSync(path).isDirectory()),
  );
}
