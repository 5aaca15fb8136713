/**
 * The tables as Kysely types them. Times are integer milliseconds, booleans 0 and 1, lists JSON text that
 * no query looks into: the same on SQLite and PostgreSQL.
 */
import type { Generated } from 'kysely';

export interface Schema {
  volumes: VolumeTable;
  torrents: TorrentTable;
  magnets: MagnetTable;
  downloads: DownloadTable;
  engine_states: EngineStateTable;
  settings: SettingTable;
  accounts: AccountTable;
  sessions: SessionTable;
  api_tokens: ApiTokenTable;
  audit_entries: AuditEntryTable;
  audit_targets: AuditTargetTable;
  tags: TagTable;
  categories: CategoryTable;
  torrent_search: TorrentSearchTable;
  bans: BanTable;
  traffic: TrafficTable;
  activity: ActivityTable;
  engine_memory: EngineMemoryTable;
  preferences: PreferenceTable;
}

/** A folder tree that downloads lie in. Their paths are kept relative to it. */
export interface VolumeTable {
  id: string;
  root_path: string;
  /** What the marker in the root says; null where none was written yet. */
  marker: string | null;
}

export interface TorrentTable {
  id: string;
  /** The .torrent file as it came; empty while only a magnet link is known of it. */
  metainfo: Uint8Array;
  /** JSON of a TorrentSummary; empty likewise. */
  summary: string;
  /** When it was last uploaded: unused ones go after a while. */
  uploaded_at: number;
}

/** One row a torrent that came by a magnet link. */
export interface MagnetTable {
  /** Of a torrent that has no file and no summary until its metadata is there. */
  torrent_id: string;
  link: string;
  /** Id of the torrent that it stands for, once that is there. */
  whole_id: string | null;
}

export interface DownloadTable {
  id: string;
  name: string;
  volume_id: string;
  /** `/` between the parts; empty for the volume's own root. */
  relative_directory: string;
  /** The directory and the torrent's root folder or single file, for finding those that share files. */
  content_path: string;
  wanted_state: string;
  sequential: number;
  first_last_pieces: number;
  super_seeding: number;
  priorities: string;
  tags: string;
  category: string | null;
  trackers: string | null;
  /** JSON of a FileRenames; null where the files have the torrent's own names. */
  renames: string | null;
  /** JSON of the places that a move under way leaves; null where there are none. */
  moving_from: string | null;
  /** JSON of the incomplete folder that its files lie in; null where they lie where they belong. */
  staging: string | null;
  /** Orders the queue, the lowest first. Has gaps. */
  queue_key: number;
  force_start: number;
  added_at: number;
  /** Id of the account that added it; null where that was before there were accounts. */
  added_by: string | null;
  /** Whether it was started by a magnet link whose metadata is not there yet. */
  awaits_metadata: number;
  /** Bytes per second. */
  download_limit: number | null;
  upload_limit: number | null;
}

/** The engine's own store: one row a download that has recorded progress. */
export interface EngineStateTable {
  download_id: string;
  have: Uint8Array;
  /** JSON of the stamps of all files. */
  files: string;
  part_file: string | null;
  /** JSON: of each such piece its number and its block mask in base64. */
  partial: string;
  settled: number;
  banned: string;
  downloaded_bytes: number;
  uploaded_bytes: number;
  completed_at: number | null;
  /** Of what it says of the files (row-checksum.ts); null where an older version wrote the row. */
  checksum: number | null;
}

/** One row a setting that the user has changed. */
export interface SettingTable {
  name: string;
  /** JSON. */
  value: string;
}

export interface AccountTable {
  id: string;
  name: string;
  /** The name as names are compared. */
  name_key: string;
  password_hash: string;
  created_at: number;
}

/** A browser that is logged in. Of its cookie only the SHA-256 is kept. */
export interface SessionTable {
  id: string;
  secret_hash: string;
  account_id: string;
  created_at: number;
  /** True to the minute. */
  last_used_at: number;
  address: string;
  user_agent: string;
}

/** A program's credential. Of the token only the SHA-256 is kept. */
export interface ApiTokenTable {
  id: string;
  secret_hash: string;
  account_id: string;
  name: string;
  scope: string;
  created_at: number;
  /** True to the minute. */
  last_used_at: number | null;
  expires_at: number | null;
}

/** Who changed what. Rows never change. */
export interface AuditEntryTable {
  id: Generated<number>;
  at: number;
  account_id: string | null;
  account_name: string | null;
  via: string | null;
  credential_id: string | null;
  address: string;
  action: string;
  /** JSON of the first of them. */
  targets: string;
  target_count: number;
  outcome: string;
  /** JSON; null where there are none. */
  details: string | null;
}

/** Finds the entries of one download, or of whatever else was changed. */
export interface AuditTargetTable {
  target: string;
  entry_id: number;
}

/** One row a tag that the user made. */
export interface TagTable {
  name: string;
}

/** One row a category that the user made. */
export interface CategoryTable {
  name: string;
  /** Folder of new downloads; null is the default one. */
  volume_id: string | null;
  relative_directory: string | null;
  /** JSON of CategoryDefaults. */
  defaults: string;
}

/** Beside the torrents, since the bytes of their files would have to be passed over to read it. */
export interface TorrentSearchTable {
  torrent_id: string;
  /** Paths of all files, folded, one a line. */
  file_names: string;
  private: number;
}

/** One row an address or network that the user keeps out. */
export interface BanTable {
  id: string;
  /** In its one spelling. */
  network: string;
  reason: string | null;
  created_at: number;
}

/** Payload bytes of one hour, day or month; and of all time, in one row that starts when counting began. */
export interface TrafficTable {
  period: string;
  starts_at: number;
  downloaded_bytes: number;
  uploaded_bytes: number;
}

/** One row a thing that happened to a download. */
export interface ActivityTable {
  id: Generated<number>;
  at: number;
  kind: string;
  download_id: string;
  name: string | null;
  /** Name of the account that did it. */
  account: string | null;
  /** JSON. */
  details: string | null;
}

/** One row a thing that the engine wants to know again at the next start. */
export interface EngineMemoryTable {
  name: string;
  value: Uint8Array;
  saved_at: number;
  checksum: number;
}

/** One row a preference of an account. What it means the app knows. */
export interface PreferenceTable {
  account_id: string;
  name: string;
  /** JSON. */
  value: string;
}
