/**
 * Work that needs a storage for itself: jobs that are given from then on are held back, in their order, until the last
 * such work is done. Works on one storage follow one another. Where a work fails that the bytes of later writes depend on, the storage takes no
 * writes until such a work succeeds, so that nothing is written to the wrong place.
 */
import { JOB, JOB_FIELDS, OPERATION, STATUS } from './disk-protocol.ts';

interface Fence {
  /** Works that wait or are under way. */
  works: number;
  /** Ends with the last work that was given. */
  end: Promise<unknown>;
  isUp: boolean;
  held: number[];
  /** Wait for the held jobs to go to their workers. */
  waiting: (() => void)[];
  /** Status that writes end with; ok where they are taken. */
  refusal: number;
}

export class Fences {
  readonly #fences = new Map<number, Fence>();
  readonly #submit: (job: readonly number[]) => void;
  readonly #refuse: (jobs: number[]) => void;

  /** `submit` gives a held job to its worker, `refuse` hands out the answers of jobs that are not done. */
  constructor(submit: (job: readonly number[]) => void, refuse: (jobs: number[]) => void) {
    this.#submit = submit;
    this.#refuse = refuse;
  }

  /** Whether no storage has a fence: asked for every job. */
  get isEmpty(): boolean {
    return this.#fences.size === 0;
  }

  /** Keeps or refuses a job. Gives false where it may go to its worker. */
  takes(...job: readonly number[]): boolean {
    const fence = this.#fences.get(job[JOB.storage]!);
    if (!fence) return false;
    if (fence.isUp) {
      fence.held.push(...job, STATUS.ok);
      return true;
    }
    if (fence.refusal === STATUS.ok || !isWrite(job)) return false;
    const refused = [...job, fence.refusal];
    queueMicrotask(() => this.#refuse(refused));
    return true;
  }

  /** Does `work` when all jobs before it are done (`drain`) and the works before it. */
  async run<Result>(
    storage: number,
    drain: () => Promise<unknown>,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const fence = this.#fenceOf(storage);
    // At once: a job that is given after the work must not meet what is half done.
    fence.isUp = true;
    fence.works++;
    const turn = fence.end.then(async () => {
      await drain();
      return work();
    });
    fence.end = turn.then(
      () => this.#lower(storage, fence),
      () => this.#lower(storage, fence),
    );
    return turn;
  }

  /** Resolves when the jobs that were given before are with their workers. */
  async passed(storage: number): Promise<void> {
    const fence = this.#fences.get(storage);
    if (fence?.isUp) await new Promise<void>((resolve) => fence.waiting.push(resolve));
  }

  /** The storage takes writes only with status `ok`. To be said within a work. */
  setRefusal(storage: number, status: number): void {
    this.#fenceOf(storage).refusal = status;
  }

  /** What writes end with now; ok where they are taken. */
  refusalOf(storage: number): number {
    return this.#fences.get(storage)?.refusal ?? STATUS.ok;
  }

  forget(storage: number): void {
    this.#fences.delete(storage);
  }

  #fenceOf(storage: number): Fence {
    const known = this.#fences.get(storage);
    if (known) return known;
    const fence: Fence = {
      works: 0,
      end: Promise.resolve(),
      isUp: false,
      held: [],
      waiting: [],
      refusal: STATUS.ok,
    };
    this.#fences.set(storage, fence);
    return fence;
  }

  #lower(storage: number, fence: Fence): void {
    fence.works--;
    if (fence.works > 0) return;
    fence.isUp = false;
    if (fence.refusal === STATUS.ok && this.#fences.get(storage) === fence) {
      this.#fences.delete(storage);
    }
    const held = fence.held.splice(0);
    const refused: number[] = [];
    for (let at = 0; at < held.length; at += JOB_FIELDS) {
      const job = held.slice(at, at + JOB_FIELDS);
      if (fence.refusal === STATUS.ok || !isWrite(job)) this.#submit(job);
      else refused.push(...job.slice(0, JOB.status), fence.refusal);
    }
    if (refused.length > 0) this.#refuse(refused);
    for (const pass of fence.waiting.splice(0)) pass();
  }
}

function isWrite(job: readonly number[]): boolean {
  const operation = job[JOB.operation];
  return operation === OPERATION.write || operation === OPERATION.writeLast;
}
