/**
 * How the folders are that downloads may go into: whether their disk is there, and what room it has. Invariant: there
 * is one look at a folder at a time, since a disk that does not answer holds a thread until it does.
 */
import { stat, statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { readVolumeMarker } from '../engine/index.ts';
import type { Volume } from '../database/volume-repository.port.ts';
import { VolumeService } from './volume.service.ts';

export interface FolderLook {
  /** Absolute. */
  directory: string;
  /** `missing`: its disk is not mounted. `silent`: the disk does not answer. */
  state: 'there' | 'missing' | 'silent';
  /** Null where it is not there. */
  freeBytes: number | null;
  totalBytes: number | null;
}

/** Less than what supervisors wait for a health check. */
const PATIENCE_MS = 500;
/** What was seen is good for that long: whoever asks often makes no work for the disk. */
const GOOD_FOR_MS = 5_000;

interface Look {
  at: number;
  result: Promise<FolderLook>;
  isUnderWay: boolean;
}

@Injectable()
export class VolumeLooksService {
  readonly #looks = new Map<string, Look>();

  constructor(private readonly volumes: VolumeService) {}

  /** Of each folder that downloads may go into, in the order of `VolumeService.roots`. */
  async all(): Promise<FolderLook[]> {
    return Promise.all(this.volumes.roots.map((root) => this.#inTime(root)));
  }

  async #inTime(root: Volume): Promise<FolderLook> {
    let timer: NodeJS.Timeout | undefined;
    const look = this.#look(root);
    // Who asks while a look is overdue does not wait for it again.
    const patienceMs = look.isUnderWay ? look.at + PATIENCE_MS - performance.now() : PATIENCE_MS;
    const silent = new Promise<FolderLook>((resolve) => {
      timer = setTimeout(() => resolve(unseen(root, 'silent')), Math.max(0, patienceMs));
    });
    try {
      return await Promise.race([look.result, silent]);
    } finally {
      clearTimeout(timer);
    }
  }

  #look(root: Volume): Look {
    const before = this.#looks.get(root.id);
    const now = performance.now();
    if (before && (before.isUnderWay || now - before.at < GOOD_FOR_MS)) return before;
    const look: Look = { at: now, result: lookAt(root), isUnderWay: true };
    void look.result.finally(() => (look.isUnderWay = false));
    this.#looks.set(root.id, look);
    return look;
  }
}

async function lookAt(root: Volume): Promise<FolderLook> {
  try {
    const { rootPath, marker } = root;
    const isFolder = (await stat(rootPath)).isDirectory();
    const found = marker === null ? null : await readVolumeMarker(rootPath);
    // An empty marker is the user's word that this is the right folder.
    if (!isFolder || (found !== marker && found !== '')) return unseen(root, 'missing');
    const { bavail, blocks, bsize } = await statfs(rootPath);
    return {
      directory: rootPath,
      state: 'there',
      freeBytes: bavail * bsize,
      totalBytes: blocks * bsize,
    };
  } catch {
    return unseen(root, 'missing');
  }
}

function unseen({ rootPath }: Volume, state: 'missing' | 'silent'): FolderLook {
  return { directory: rootPath, state, freeBytes: null, totalBytes: null };
}
