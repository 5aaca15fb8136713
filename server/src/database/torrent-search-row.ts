/** What of a torrent is searched, as columns. Names are kept as they are compared: folded. */

/** As names are compared with what is searched for. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Of the JSON of a TorrentSummary; null where it is damaged or has no files. */
export function searchColumns(summary: string): { file_names: string; private: number } | null {
  const { files, private: isPrivate } = parsed(summary);
  if (!Array.isArray(files) || files.length === 0) return null;
  const paths = files
    .filter((file: { padding?: unknown }) => file?.padding !== true)
    .map((file: { path?: unknown }) => (typeof file?.path === 'string' ? file.path : ''));
  return { file_names: foldText(paths.join('\n')), private: isPrivate === true ? 1 : 0 };
}

function parsed(summary: string): { files?: unknown; private?: unknown } {
  try {
    return (JSON.parse(summary) as object | null) ?? {};
  } catch {
    return {};
  }
}
