/**
 * What an upload may be: one part, one file, of at most MAX_TORRENT_FILE_BYTES, kept in memory. The stream
 * is cut as soon as a limit is passed.
 */
import type { FileInterceptor } from '@nestjs/platform-express';
import { memoryStorage } from 'multer';
import { ProblemException } from '../http/problem.ts';
import { MAX_TORRENT_FILE_BYTES } from '@shared/dto/torrent.js';

type UploadOptions = NonNullable<Parameters<typeof FileInterceptor>[1]>;

export const UPLOAD_FIELD = 'torrent';

const MEDIA_TYPES = new Set(['application/x-bittorrent', 'application/octet-stream']);

export const UPLOAD_OPTIONS: UploadOptions = {
  storage: memoryStorage(),
  limits: {
    files: 1,
    parts: 1,
    fields: 0,
    fileSize: MAX_TORRENT_FILE_BYTES,
    fieldNameSize: 100,
    headerPairs: 20,
  },
  fileFilter: (_request, file, callback) => {
    const isTorrent =
      file.originalname.toLowerCase().endsWith('.torrent') || MEDIA_TYPES.has(file.mimetype);
    const detail = 'The file is not a .torrent file, by its name and type.';
    if (isTorrent) callback(null, true);
    else callback(new ProblemException(415, 'not-a-torrent-file', detail), false);
  },
};

/** Why a request that brought no torrent was refused. */
export function missingFileProblem(contentType: string | undefined): ProblemException {
  const detail =
    `Send a .torrent file in the multipart field "${UPLOAD_FIELD}", or as JSON its address, ` +
    '{"url": "https://..."}, or a magnet link, {"magnet": "magnet:?..."}.';
  const isKnown = /^(multipart\/form-data|application\/json)/i.test(contentType ?? '');
  return isKnown
    ? new ProblemException(400, 'torrent-missing', detail)
    : new ProblemException(415, 'unsupported-media-type', detail);
}
