/**
 * Tries whether downloads could go into a folder, before anybody relies on it. Invariant: it leaves nothing behind, and
 * touches nothing outside of the allowed folders.
 */
import { stat, statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { volumeMissingSentence } from '../engine/index.ts';
import type { FolderCheckDto } from '@shared/dto/volume.js';
import { VolumeLooksService } from './volume-looks.service.ts';
import { deepestThere, VolumeService } from './volume.service.ts';
import { writeFault } from './write-test.ts';

type Finding = Omit<FolderCheckDto, 'directory' | 'isAllowed'>;

const UNSEEN: Finding = {
  exists: false,
  isWritable: false,
  freeBytes: null,
  totalBytes: null,
  problem: null,
};

@Injectable()
export class FolderCheckService {
  constructor(
    private readonly volumes: VolumeService,
    private readonly looks: VolumeLooksService,
  ) {}

  /** Throws where the text names no folder at all. */
  async check(directory: string): Promise<FolderCheckDto> {
    const { real, root } = await this.volumes.locate(directory);
    if (!root) {
      const problem = this.volumes.notAllowedSentence;
      return { directory, isAllowed: false, ...UNSEEN, problem };
    }
    const { state } = (await this.looks.all())[this.volumes.roots.indexOf(root)]!;
    if (state === 'there') return { directory, isAllowed: true, ...(await find(real)) };
    const problem =
      state === 'missing'
        ? volumeMissingSentence(root.rootPath)
        : `The disk of ${root.rootPath} does not answer.`;
    return { directory, isAllowed: true, ...UNSEEN, problem };
  }
}

async function find(directory: string): Promise<Finding> {
  try {
    const there = await deepestThere(directory);
    if (!(await stat(there)).isDirectory()) {
      return { ...UNSEEN, problem: `${there} is a file, not a folder.` };
    }
    const fault = await writeFault(there);
    const { bavail, blocks, bsize } = await statfs(there);
    return {
      exists: there === directory,
      isWritable: fault === null,
      freeBytes: bavail * bsize,
      totalBytes: blocks * bsize,
      problem: fault && sentenceOf(fault, there),
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return { ...UNSEEN, problem: sentenceOf(code, directory) };
  }
}

function sentenceOf(code: string, directory: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `Shoal may not write to ${directory}: give its user the right to.`;
    case 'EROFS':
      return `${directory} is on a disk that is read-only.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk of ${directory} is full.`;
    default:
      return `${directory} cannot be used (${code}).`;
  }
}
