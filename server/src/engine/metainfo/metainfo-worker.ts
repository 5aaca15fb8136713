/** The thread that parse-in-worker.ts starts: parses the bytes that it is given, answers once and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { MetainfoError } from './metainfo-error.ts';
import type { WorkerAnswer } from './parse-in-worker.ts';
import { parseMetainfo } from './parse-metainfo.ts';

function answer(): WorkerAnswer {
  try {
    return { metainfo: parseMetainfo(workerData as Uint8Array) };
  } catch (error) {
    if (!(error instanceof MetainfoError)) throw error;
    return { refusal: { code: error.code, message: error.message } };
  }
}

parentPort?.postMessage(answer());
