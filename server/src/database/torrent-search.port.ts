/** Finds torrents by what is in them. */
export interface TorrentSearch {
  /** Ids of those that have a file with this in its path; `word` is folded (`foldText`). */
  findByFileName(word: string): Promise<Set<string>>;
  /** Ids of those that are private (BEP 27). */
  findPrivate(): Promise<Set<string>>;
}

export const TORRENT_SEARCH = Symbol('TorrentSearch');
