/**
 * The catalogue in memory, in front of the one in the database: it is read at every list and for every fact. Invariant:
 * every change is in the database before it is here, and nobody else changes the table (the data folder's lock sees to
 * that). Records are replaced, never changed, so that the same object has the same content.
 */
import type {
  AddedBy,
  ContentPlace,
  DownloadPlaceRecord,
  DownloadRecord,
  DownloadRecordChanges,
  DownloadRepository,
  NewDownloadRecord,
  OverlappingDownload,
  QueueKey,
  WholeDownloadRecord,
} from './download-repository.port.ts';

export class CachedDownloadRepository implements DownloadRepository {
  readonly #inner: DownloadRepository;
  readonly #records = new Map<string, DownloadRecord>();
  /** In the order of the queue. The places in the records are put right when they are read. */
  #ordered: DownloadRecord[] = [];
  #isOrdered = true;
  #loading: Promise<void> | null = null;

  constructor(inner: DownloadRepository) {
    this.#inner = inner;
  }

  async insert(record: NewDownloadRecord, place: 'top' | 'bottom'): Promise<DownloadRecord | null> {
    await this.#load();
    const inserted = await this.#inner.insert(record, place);
    if (!inserted) return null;
    const at = this.#indexOf(inserted);
    this.#records.set(inserted.id, inserted);
    this.#ordered.splice(at, 0, inserted);
    return this.#placed(at);
  }

  async find(id: string): Promise<DownloadRecord | null> {
    await this.#load();
    const record = this.#records.get(id);
    return record ? this.#placed(this.#indexOf(record)) : null;
  }

  async findAll(
    ids: readonly string[],
  ): Promise<Map<string, Omit<DownloadRecord, 'queuePosition'>>> {
    await this.#load();
    return new Map(ids.flatMap((id) => [...this.#recordOf(id)]));
  }

  async list(): Promise<DownloadRecord[]> {
    await this.#load();
    this.#order();
    return this.#ordered.map((_, index) => this.#placed(index));
  }

  async queue(): Promise<QueueKey[]> {
    await this.#load();
    this.#order();
    return this.#ordered.map(({ id, queueKey }) => ({ id, queueKey }));
  }

  async setQueueKeys(keys: readonly QueueKey[]): Promise<void> {
    await this.#load();
    await this.#inner.setQueueKeys(keys);
    this.#isOrdered = false;
    for (const { id, queueKey } of keys) this.#replace(id, { queueKey });
  }

  async update(id: string, changes: DownloadRecordChanges): Promise<void> {
    await this.#load();
    await this.#inner.update(id, changes);
    this.#replace(id, changes);
  }

  async updateAll(changes: ReadonlyMap<string, DownloadRecordChanges>): Promise<void> {
    await this.#load();
    await this.#inner.updateAll(changes);
    for (const [id, change] of changes) this.#replace(id, change);
  }

  async setPlace(id: string, place: DownloadPlaceRecord): Promise<void> {
    await this.#load();
    const { volumeId, relativeDirectory, name, renames, movingFrom, staging } = place;
    const columns = { volumeId, relativeDirectory, name, renames, movingFrom, staging };
    await this.#inner.setPlace(id, columns);
    this.#replace(id, columns);
  }

  async setWhole(id: string, whole: WholeDownloadRecord): Promise<void> {
    await this.#load();
    await this.#inner.setWhole(id, whole);
    const { volumeId, relativeDirectory, name, renames, movingFrom, staging, priorities } = whole;
    const place = { volumeId, relativeDirectory, name, renames, movingFrom, staging };
    this.#replace(id, { ...place, priorities, awaitsMetadata: false });
  }

  async rewrite(record: NewDownloadRecord): Promise<void> {
    await this.#load();
    await this.#inner.rewrite(record);
    const known = this.#records.get(record.id);
    if (!known) return;
    const { damaged: _repaired, ...sound } = { ...known, ...record };
    this.#put(sound, known);
  }

  async delete(id: string): Promise<void> {
    return this.deleteAll([id]);
  }

  async deleteAll(ids: readonly string[]): Promise<void> {
    await this.#load();
    await this.#inner.deleteAll(ids);
    for (const id of ids) {
      const record = this.#records.get(id);
      if (!record) continue;
      const at = this.#indexOf(record);
      this.#ordered.splice(at, 1);
      this.#records.delete(id);
    }
  }

  async adopt(account: AddedBy): Promise<void> {
    await this.#load();
    await this.#inner.adopt(account);
    for (const { id, addedBy } of this.#records.values()) {
      if (addedBy === null) this.#replace(id, { addedBy: account });
    }
  }

  findOverlapping(content: ContentPlace): Promise<OverlappingDownload[]> {
    return this.#inner.findOverlapping(content);
  }

  /** One that fails is tried again by the next who asks. */
  #load(): Promise<void> {
    this.#loading ??= this.#read().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async #read(): Promise<void> {
    this.#ordered = await this.#inner.list();
    for (const record of this.#ordered) this.#records.set(record.id, record);
  }

  #recordOf(id: string): [string, DownloadRecord][] {
    const record = this.#records.get(id);
    return record ? [[id, record]] : [];
  }

  #replace(id: string, changes: Partial<DownloadRecord>): void {
    const record = this.#records.get(id);
    if (!record) return;
    const { damaged, ...changed } = { ...record, ...givenOf(changes) };
    // What was written anew is sound again.
    const left = damaged?.filter((name) => !(name in changes)) ?? [];
    this.#put(left.length === 0 ? changed : { ...changed, damaged: left }, record);
  }

  #put(record: DownloadRecord, before: DownloadRecord): void {
    this.#records.set(record.id, record);
    // A new key is put in order with the others of its change.
    if (this.#isOrdered) this.#ordered[this.#indexOf(before)] = record;
  }

  /** The record at that index, with its place. */
  #placed(index: number): DownloadRecord {
    const record = this.#ordered[index]!;
    if (record.queuePosition === index + 1) return record;
    const placed = { ...record, queuePosition: index + 1 };
    this.#records.set(record.id, placed);
    this.#ordered[index] = placed;
    return placed;
  }

  #order(): void {
    if (this.#isOrdered) return;
    this.#ordered = [...this.#records.values()].toSorted(inQueue);
    this.#isOrdered = true;
  }

  /** Where it stands, or would stand. */
  #indexOf(record: DownloadRecord): number {
    this.#order();
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inQueue(this.#ordered[middle]!, record) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function inQueue(one: DownloadRecord, other: DownloadRecord): number {
  return one.queueKey - other.queueKey || (one.id < other.id ? -1 : Number(one.id > other.id));
}

/** Fields that are there without a value change nothing. */
function givenOf(changes: Partial<DownloadRecord>): Partial<DownloadRecord> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
