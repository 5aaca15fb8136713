/** Content of a measurement and its torrent, in a folder that goes when the measurement is over. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTorrentFromPath, parseMetainfo } from '../../server/src/engine/index.ts';
import type { TorrentFixture } from '../support/fixtures.ts';
import { writePseudoRandomFile } from '../support/pseudo-random-file.ts';
import { TempFolder } from '../support/temp-folder.ts';

export interface PreparedContent extends AsyncDisposable {
  torrent: TorrentFixture;
  /** On the same disk, for copies. */
  folder: TempFolder;
}

const FILES_IN_A_FOLDER = 100;
/** Small files have 14 to 18 KiB: no size, and no block, is that of another. */
const SMALL_FILE_BYTES = { least: 14 * 1024, spread: 4 * 1024, step: 7919 };
export const AVERAGE_SMALL_FILE_BYTES = SMALL_FILE_BYTES.least + SMALL_FILE_BYTES.spread / 2;

/** One file of `bytes` bytes. */
export async function prepareFile(
  root: string,
  bytes: number,
  pieceLength: number,
): Promise<PreparedContent> {
  return await prepare(root, pieceLength, async (folder) => {
    const path = join(folder, 'single.bin');
    await writePseudoRandomFile(path, bytes, 'single');
    return path;
  });
}

/** `count` files of about 16 KiB. */
export async function prepareSmallFiles(
  root: string,
  count: number,
  pieceLength: number,
): Promise<PreparedContent> {
  return await prepare(root, pieceLength, async (folder) => {
    const path = join(folder, 'small-files');
    for (let index = 0; index < count; index += 1) {
      const inner = `folder-${String(Math.floor(index / FILES_IN_A_FOLDER)).padStart(4, '0')}`;
      const { least, spread, step } = SMALL_FILE_BYTES;
      const name = join(path, inner, `file-${String(index).padStart(6, '0')}.bin`);
      await writePseudoRandomFile(name, least + ((index * step) % spread), `small ${index}`);
    }
    return path;
  });
}

async function prepare(
  root: string,
  pieceLength: number,
  write: (folder: string) => Promise<string>,
): Promise<PreparedContent> {
  const folder = await TempFolder.create('bench', root);
  const contentFolder = await folder.folder('content');
  const path = folder.join('bench.torrent');
  const bytes = await createTorrentFromPath(await write(contentFolder), {
    trackers: [],
    pieceLength,
  });
  await writeFile(path, bytes);
  const { name, infoHashV1, totalBytes } = parseMetainfo(bytes);
  return {
    torrent: { path, contentFolder, name, infoHash: infoHashV1 ?? '', totalBytes, pieceLength },
    folder,
    [Symbol.asyncDispose]: () => folder.remove(),
  };
}
