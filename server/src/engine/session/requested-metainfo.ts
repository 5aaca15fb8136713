import { RequestError } from '../core/engine-error.ts';
import type { AddDownload } from '../core/messages.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import { parseMetainfo } from '../metainfo/parse-metainfo.ts';

/**
 * What a request to add a download is about. Throws where its metainfo is not that of the id that it names: it is
 * damaged then, and would be another torrent's.
 */
export function requestedMetainfo({ id, metainfo: bytes }: AddDownload): Metainfo {
  if (bytes === null) throw new RequestError('invalid-argument', 'There is no torrent file.');
  if (id === undefined) return parseMetainfo(bytes);
  let cause: unknown;
  try {
    const metainfo = parseMetainfo(bytes);
    if (metainfo.id === id) return metainfo;
  } catch (error) {
    cause = error;
  }
  const message = 'Its torrent file is damaged. Upload the torrent again, then resume.';
  throw new RequestError('invalid-argument', message, { cause });
}
