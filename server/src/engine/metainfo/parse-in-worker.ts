/**
 * parseMetainfo in a thread of its own, which lives for one file. A hostile file of 10 MiB takes up to a
 * second and some hundred MiB: here it stalls nobody, and its memory is bounded and given back. Small files
 * do not need it; starting the thread takes some 50 ms.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { MetainfoError, type MetainfoErrorCode } from './metainfo-error.ts';
import type { Metainfo } from './metainfo.ts';

/** What the worker says, once. */
export type WorkerAnswer =
  { metainfo: Metainfo } | { refusal: { code: MetainfoErrorCode; message: string } };

/** The worst file we know takes 2 s on a slow machine. */
const DEFAULT_TIMEOUT_MS = 15_000;
/** 150,000 files need half of it. */
const MAX_HEAP_MB = 384;

/** Source runs as .ts and the built product as .js: the worker has the extension of this file. */
const WORKER_URL = new URL(
  `./metainfo-worker${extname(fileURLToPath(import.meta.url))}`,
  import.meta.url,
);

/** Reads and checks a .torrent file off this thread. Rejects with MetainfoError. */
export function parseMetainfoInWorker(
  bytes: Uint8Array,
  options: { timeoutMs?: number } = {},
): Promise<Metainfo> {
  const worker = new Worker(WORKER_URL, {
    workerData: bytes,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  return answerOf(worker, options.timeoutMs ?? DEFAULT_TIMEOUT_MS).finally(() => {
    void worker.terminate();
  });
}

function answerOf(worker: Worker, timeoutMs: number): Promise<Metainfo> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooComplex('it takes too long to read')), timeoutMs);
    worker.once('message', (answer: WorkerAnswer) => {
      if ('metainfo' in answer) resolve(answer.metainfo);
      else reject(new MetainfoError(answer.refusal.code, answer.refusal.message));
    });
    worker.once('error', (cause: NodeJS.ErrnoException) => {
      const isMemory = cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(isMemory ? tooComplex('it takes too much memory to read', cause) : cause);
    });
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(tooComplex('reading it was broken off'));
    });
  });
}

function tooComplex(reason: string, cause?: Error): MetainfoError {
  return new MetainfoError('too-complex', `The file was refused: ${reason}.`, { cause });
}
