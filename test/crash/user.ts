/**
 * Somebody who uses the API at random while the server is killed under them. Each request is noted in the catalogue
 * before it is sent and confirmed by its answer, so that a kill between the two leaves two right outcomes.
 */
import { isDeepStrictEqual } from 'node:util';
import type { DownloadDto, FilePriority, FileSelection } from '@shared/dto/download.js';
import type { Acknowledged } from './acknowledged.ts';
import { inOrder, type Catalogue, type WantedState } from './catalogue.ts';
import type { CrashContent } from './crash-content.ts';
import type { FilePlaces } from './disk-content.ts';
import type { KillableServer, Reply } from './killable-server.ts';
import type { SeededRandom } from './seeded-random.ts';

const MOST_FILES_A_CHANGE = 12;
const OK = 200;
const SERVER_FAULT = 500;

export interface UserSetting {
  server: KillableServer;
  content: CrashContent;
  catalogue: Catalogue;
  random: SeededRandom;
  /** That it may be moved to. */
  folders: readonly string[];
  note: (event: string) => void;
}

export class User {
  readonly #setting: UserSetting;
  #disturbedAt = performance.now();

  constructor(setting: UserSetting) {
    this.#setting = setting;
  }

  /** How long nothing was asked for that starts, stops or begins a check. */
  get undisturbedMs(): number {
    return performance.now() - this.#disturbedAt;
  }

  /** Does one thing. */
  async act(): Promise<void> {
    const { random, catalogue } = this.#setting;
    const isStarted = catalogue.wantedState.value === 'started';
    const act = random.weighted<() => Promise<void>>([
      [isStarted ? 3 : 12, () => (isStarted ? this.#stop() : this.start())],
      [6, () => this.#chooseFiles()],
      [1, () => this.#recheck()],
      [2, () => this.#label()],
      [1, () => this.#limit()],
      [3, () => this.#move()],
      [2, () => this.#rename()],
    ]);
    await act();
  }

  /** Does something that takes a while on the disk: the server is killed in the middle of it. */
  async strike(): Promise<void> {
    const act = this.#setting.random.weighted<() => Promise<void>>([
      [5, () => this.#move()],
      [2, () => this.#rename()],
      [1, () => this.#cancelMove()],
      [4, () => this.#chooseFiles()],
      [1, () => this.#recheck()],
      [1, () => this.act()],
    ]);
    await act();
  }

  /** Makes it go on where it does not. */
  async start(): Promise<void> {
    if (this.#setting.catalogue.wantedState.value !== 'started')
      await this.#command('resume', 'started');
  }

  /** Wants all files, or leaves the skipped ones. */
  async wantAll(): Promise<void> {
    const { files } = this.#setting.content;
    await this.#setPriorities(files.map((_file, index) => ({ index, priority: 'normal' })));
  }

  async #stop(): Promise<void> {
    const isPause = this.#setting.random.chance(0.7);
    await (isPause ? this.#command('pause', 'paused') : this.#command('cancel', 'cancelled'));
  }

  async #command(action: string, state: WantedState): Promise<void> {
    const { wantedState } = this.#setting.catalogue;
    await this.#request(wantedState, state, 'PATCH', `/${action}`);
    this.#disturbedAt = performance.now();
  }

  async #chooseFiles(): Promise<void> {
    const { random, content } = this.#setting;
    const count = 1 + random.below(MOST_FILES_A_CHANGE);
    const isSkip = random.chance(0.5);
    const chosen = new Map<number, FilePriority>();
    while (chosen.size < count) {
      const priority = isSkip ? 'skip' : random.pick(['low', 'normal', 'normal', 'high'] as const);
      chosen.set(random.below(content.files.length), priority);
    }
    await this.#setPriorities([...chosen].map(([index, priority]) => ({ index, priority })));
  }

  async #setPriorities(changes: FileSelection[]): Promise<void> {
    const { catalogue } = this.#setting;
    const merged = new Map(
      catalogue.priorities.value.map(({ index, priority }) => [index, priority]),
    );
    for (const { index, priority } of changes) merged.set(index, priority);
    const list = inOrder([...merged].map(([index, priority]) => ({ index, priority })));
    const sent = this.#request(catalogue.priorities, list, 'PATCH', '', { files: changes });
    catalogue.noteWanted();
    await sent;
  }

  async #move(): Promise<void> {
    const { random, catalogue, folders } = this.#setting;
    if (random.chance(0.15)) return await this.#cancelMove();
    const folder = random.pick(folders);
    const directory = random.chance(0.3) ? `${folder}/sub-${random.below(2)}` : folder;
    const place = { ...catalogue.place.value, directory };
    await this.#relocate(place, 'POST', '/move', { directory });
  }

  /** The root folder, or one of the files; now and then back to the torrent's own name. */
  async #rename(): Promise<void> {
    const { random, catalogue, content } = this.#setting;
    const { directory, paths } = catalogue.place.value;
    const root = paths[0]!.split('/')[0]!;
    if (random.chance(0.5)) {
      const name = random.chance(0.3) ? content.name : `${content.name}-${random.below(3)}`;
      const renamed = paths.map((path) => name + path.slice(root.length));
      return await this.#relocate({ directory, paths: renamed }, 'PATCH', '', { name });
    }
    const index = random.below(paths.length);
    const own = content.files[index]!.path.slice(content.name.length);
    const path = root + (random.chance(0.3) ? own : `/renamed-${random.below(2)}/file-${index}`);
    await this.#relocate(
      { directory, paths: paths.with(index, path) },
      'PATCH',
      `/files/${index}`,
      { path },
    );
  }

  async #relocate(place: FilePlaces, method: string, path: string, body: unknown): Promise<void> {
    const { catalogue } = this.#setting;
    const before = catalogue.place.value;
    if (isDeepStrictEqual(before, place)) return;
    if (await this.#request(catalogue.place, place, method, path, body)) catalogue.origin = before;
    this.#disturbedAt = performance.now();
  }

  /** Where it had not left an incomplete folder only the names go back. */
  async #cancelMove(): Promise<void> {
    const { catalogue } = this.#setting;
    const { place, origin } = catalogue;
    const here = place.value;
    place.attempt(origin);
    place.attempt({ directory: here.directory, paths: origin.paths });
    const reply = await this.#send('POST', '/move/cancel');
    if (reply === null) return;
    if (reply.status === OK) {
      place.take({ directory: reply.body.directory, paths: origin.paths });
      catalogue.origin = here;
    } else {
      place.refuse();
    }
  }

  async #recheck(): Promise<void> {
    await this.#send('POST', '/recheck');
    this.#disturbedAt = performance.now();
  }

  async #label(): Promise<void> {
    const { random, catalogue } = this.#setting;
    if (random.chance(0.5)) {
      const tags = [`tag-${random.below(1000)}`];
      await this.#request(catalogue.tags, tags, 'PATCH', '', { tags });
    } else {
      const category = random.chance(0.3) ? null : `category-${random.below(1000)}`;
      await this.#request(catalogue.category, category, 'PATCH', '', { category });
    }
  }

  /** Limits that hold nothing up. */
  async #limit(): Promise<void> {
    const { random, catalogue } = this.#setting;
    const downloadLimit = random.chance(0.3) ? null : 1e9 + random.below(1000);
    await this.#request(catalogue.downloadLimit, downloadLimit, 'PATCH', '', { downloadLimit });
  }

  async #request<Value>(
    known: Acknowledged<Value>,
    value: Value,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<boolean> {
    known.attempt(value);
    const reply = await this.#send(method, path, body);
    if (reply === null) return false;
    const isAccepted = reply.status < OK + 100;
    if (isAccepted) known.confirm();
    else known.refuse();
    return isAccepted;
  }

  /** Null where the server was killed meanwhile. A refusal is an answer; a fault of the server is not. */
  async #send(method: string, path: string, body?: unknown): Promise<Reply<DownloadDto> | null> {
    const { server, content, note } = this.#setting;
    const what = `${method} ${path} ${body === undefined ? '' : JSON.stringify(body)}`;
    const reply = await server.call<DownloadDto>(
      method,
      `/api/downloads/${content.id}${path}`,
      body,
    );
    const code = reply && reply.status >= 400 ? ` ${(reply.body as { code?: string }).code}` : '';
    note(`${what} -> ${reply?.status ?? 'killed'}${code}`);
    if (reply !== null && reply.status >= SERVER_FAULT && !server.isKilled) {
      throw server.failure(`answered ${reply.status} to ${what}: ${JSON.stringify(reply.body)}`);
    }
    return reply;
  }
}
