/**
 * Tags and categories, those that were made and those that downloads have. Invariant: one change follows the other, and
 * a label that is renamed or deleted is so on every download when the call answers.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRecord,
  type DownloadRecordChanges,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import {
  LABEL_REPOSITORY,
  type CategoryRecord,
  type LabelRepository,
} from '../database/label-repository.port.ts';
import { DownloadService } from '../download/download.service.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { ProblemException } from '../http/problem.ts';
import { VolumeService } from '../volume/volume.service.ts';
import type { CategoryDto, PutCategoryRequest, PutTagRequest, TagDto } from '@shared/dto/label.js';

/** Downloads that are recorded in one transaction. */
const GROUP = 200;

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

@Injectable()
export class LabelService {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(DOWNLOAD_REPOSITORY) private readonly records: DownloadRepository,
    @Inject(LABEL_REPOSITORY) private readonly labels: LabelRepository,
    private readonly downloads: DownloadService,
    private readonly volumes: VolumeService,
    private readonly facts: FactStreamService,
  ) {}

  async tags(): Promise<TagDto[]> {
    const counts = new Map((await this.labels.tags()).map((name) => [name, 0]));
    for (const { tags } of await this.records.list()) {
      for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
    return inOrder([...counts].map(([name, downloads]) => ({ name, downloads })));
  }

  putTag(name: string, { name: newName = name }: PutTagRequest): Promise<TagDto> {
    return this.#exclusively(async () => {
      await this.labels.saveTag(newName);
      if (newName !== name) await this.#replaceTag(name, newName);
      return find(await this.tags(), newName);
    });
  }

  deleteTag(name: string): Promise<void> {
    return this.#exclusively(() => this.#replaceTag(name, null));
  }

  async categories(): Promise<CategoryDto[]> {
    const kept = await this.labels.categories();
    const counts = new Map(kept.map(({ name }) => [name, 0]));
    for (const { category } of await this.records.list()) {
      if (category !== null) counts.set(category, (counts.get(category) ?? 0) + 1);
    }
    const known = new Map(kept.map((category) => [category.name, category]));
    return inOrder(
      [...counts].map(([name, count]) => this.#describe(known.get(name) ?? emptyOf(name), count)),
    );
  }

  putCategory(name: string, request: PutCategoryRequest): Promise<CategoryDto> {
    return this.#exclusively(async () => {
      const { name: newName = name, directory = null, ...defaults } = request;
      if (newName !== name) await this.#refuseTaken(name, newName);
      const place = directory === null ? null : await this.volumes.claim(directory);
      const { sequential, firstLastPieces, downloadLimit, uploadLimit, tags } = {
        ...emptyOf(newName),
        ...defaults,
      };
      await this.labels.saveCategory({
        name: newName,
        place,
        sequential,
        firstLastPieces,
        downloadLimit,
        uploadLimit,
        tags: [...new Set(tags)],
      });
      if (newName !== name) await this.#replaceCategory(name, newName);
      return find(await this.categories(), newName);
    });
  }

  deleteCategory(name: string): Promise<void> {
    return this.#exclusively(() => this.#replaceCategory(name, null));
  }

  /** Asked for twice, a renaming is done already: then only the new name is there. */
  async #refuseTaken(name: string, newName: string): Promise<void> {
    const names = new Set((await this.categories()).map((category) => category.name));
    if (!names.has(name) || !names.has(newName)) return;
    const detail = `There is a category "${newName}" already.`;
    throw new ProblemException(409, 'category-exists', detail);
  }

  async #replaceTag(name: string, newName: string | null): Promise<void> {
    await this.labels.deleteTag(name);
    await this.#changeAll(({ tags }) => {
      if (!tags.includes(name)) return null;
      const replaced = tags.flatMap((tag) => (tag === name ? (newName ?? []) : tag));
      return { tags: [...new Set(replaced)] };
    });
  }

  async #replaceCategory(name: string, category: string | null): Promise<void> {
    await this.labels.deleteCategory(name);
    await this.#changeAll((record) => (record.category === name ? { category } : null));
  }

  async #changeAll(
    changeOf: (record: DownloadRecord) => DownloadRecordChanges | null,
  ): Promise<void> {
    const changes = (await this.records.list()).flatMap((record) => {
      const change = changeOf(record);
      return change ? [[record.id, change] as const] : [];
    });
    for (let at = 0; at < changes.length; at += GROUP) {
      await this.records.updateAll(new Map(changes.slice(at, at + GROUP)));
    }
    for (const [id] of changes) this.downloads.tellUpdated(id);
  }

  #describe({ place, ...category }: CategoryRecord, downloads: number): CategoryDto {
    const directory = place && this.volumes.directoryIfKnown(place);
    return { ...category, directory, downloads };
  }

  #exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work).then((result) => {
      this.facts.publish(() => ({ name: 'labels:changed', payload: {} }));
      return result;
    });
    this.#last = mine.catch(() => {});
    return mine;
  }
}

/** One that downloads have, but that nobody made. */
function emptyOf(name: string): CategoryRecord {
  return {
    name,
    place: null,
    sequential: false,
    firstLastPieces: false,
    downloadLimit: null,
    uploadLimit: null,
    tags: [],
  };
}

function inOrder<Label extends { name: string }>(labels: readonly Label[]): Label[] {
  return labels.toSorted((one, other) => collator.compare(one.name, other.name));
}

function find<Label extends { name: string }>(labels: readonly Label[], name: string): Label {
  const label = labels.find((each) => each.name === name);
  if (!label) throw new Error('The label that was made is not there.');
  return label;
}
