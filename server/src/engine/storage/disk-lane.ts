/**
 * One disk thread, from the engine's side: the jobs that go to it with the next message, the storages that it
 * knows, and the questions that it has not answered. What is given to it is done in the order in which it is given.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  STATUS,
  type DiskAnswer,
  type DiskRequest,
  type DiskWorkerData,
  type RequestKind,
} from './disk-protocol.ts';

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;
export type Question<Kind extends RequestKind = RequestKind> = WithoutId<
  Extract<DiskRequest, { kind: Kind }>
>;

export class DiskLane {
  /** Storages that the worker knows. */
  readonly known = new Set<number>();
  readonly #worker: Worker;
  readonly #questions = new Map<number, (answer: DiskAnswer) => void>();
  #batch: number[] = [];
  #nextQuestion = 1;

  constructor(data: DiskWorkerData, onJobsDone: (jobs: number[]) => void) {
    // Beside this file, as source under Node's type stripping or as built JavaScript.
    const extension = extname(fileURLToPath(import.meta.url));
    this.#worker = new Worker(new URL(`./disk-worker${extension}`, import.meta.url), {
      workerData: data,
    });
    this.#worker.on('message', (message: number[] | DiskAnswer) => {
      if (Array.isArray(message)) onJobsDone(message);
      else this.#settle(message);
    });
  }

  /** A job for the next `flush`. */
  push(
    operation: number,
    storage: number,
    piece: number,
    begin: number,
    length: number,
    offset: number,
    tag: number,
  ): void {
    this.#batch.push(operation, storage, piece, begin, length, offset, tag, STATUS.ok);
  }

  flush(): void {
    if (this.#batch.length === 0) return;
    this.#worker.postMessage(this.#batch);
    this.#batch = [];
  }

  /** Answered when all jobs and questions before it are done. */
  async ask<Kind extends RequestKind>(question: Question<Kind>): Promise<DiskAnswer<Kind>> {
    this.flush();
    const id = this.#nextQuestion++;
    return new Promise((resolve) => {
      this.#questions.set(id, resolve as (answer: DiskAnswer) => void);
      this.#worker.postMessage({ ...question, id });
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: DiskAnswer): void {
    const settle = this.#questions.get(answer.id);
    this.#questions.delete(answer.id);
    settle?.(answer);
  }
}
