/** What users change while the server runs. Rates are payload bytes per second; null is no limit. */

export const ALTERNATIVE_MODES = ['off', 'on', 'scheduled'] as const;
export type AlternativeMode = (typeof ALTERNATIVE_MODES)[number];

/** In the order of `Date`'s days. */
export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Bounds of every rate limit that is not null: a block in 16 seconds, and 1 TiB/s. */
export const LEAST_RATE_LIMIT = 1_024;
export const MOST_RATE_LIMIT = 1_099_511_627_776;
/** 1 PiB. */
export const MOST_FREE_BYTES = 1_125_899_906_842_624;

/** How the room for files is taken: as bytes come, as a hole of their whole length, or written with zeros first. */
export const PREALLOCATIONS = ['none', 'sparse', 'full'] as const;
export type Preallocation = (typeof PREALLOCATIONS)[number];

/** With peers: plaintext alone, plaintext first, encrypted first, or encrypted alone. */
export const ENCRYPTION_POLICIES = ['disabled', 'allowed', 'preferred', 'required'] as const;
export type EncryptionPolicy = (typeof ENCRYPTION_POLICIES)[number];

/** 1 GiB/s: a bound of `slowBytesPerSecond` that is not null. */
export const MOST_SLOW_RATE = 1_073_741_824;
/** One day. */
export const MOST_SLOW_SECONDS = 86_400;

export interface RateLimitsDto {
  downloadLimit: number | null;
  uploadLimit: number | null;
}

/** In the local time of the server. */
export interface LimitScheduleDto {
  /** Days that it begins on. */
  days: Weekday[];
  /** `HH:MM`. Where `to` is not after `from` it ends on the next day. */
  from: string;
  to: string;
}

export interface SettingsValues extends RateLimitsDto {
  /** Hold in place of the others: never, always, or by the schedule. */
  alternativeLimits: RateLimitsDto;
  alternativeMode: AlternativeMode;
  schedule: LimitScheduleDto;
  /** Whether these limits hold for peers on this machine and in the local network too. */
  limitLocalPeers: boolean;
  maxConnections: number;
  maxConnectionsPerDownload: number;
  /** Peers that one download serves at a time; null lets their number follow the speed of the link. */
  uploadSlots: number | null;
  /** The same for all downloads together. */
  maxUploadSlots: number;
  /** Downloads and seeds that run at the same time, slow ones not counted; null: any number. */
  maxActiveDownloads: number | null;
  maxActiveSeeds: number | null;
  /** Both together, slow ones too; null: any number. */
  maxActive: number | null;
  /** A download or seed below this rate for so long is slow, and takes no place of those above; 0 counts all. */
  slowBytesPerSecond: number;
  slowAfterSeconds: number;
  /** Whether new downloads go to the top of the queue. */
  newDownloadsFirst: boolean;
  /** Message stream encryption, of connections that are made from then on. */
  encryption: EncryptionPolicy;
  /** Whether peers are looked for in the local network. */
  lsd: boolean;
  /** Whether peers tell us of others, and we them; switched on, those that connect from then on. */
  pex: boolean;
  /**
   * Bytes that downloads leave free on each disk; 0 leaves nothing. One that does not fit beside them, and
   * beside what others still need, waits in error `disk-full` and goes on by itself.
   */
  minFreeBytes: number;
  /** Absolute, in an allowed folder: where new downloads go if nobody names a folder; null: the first allowed one. */
  defaultDirectory: string | null;
  /** Where the files of new downloads lie until they are complete; null: where they belong. */
  incompleteDirectory: string | null;
  /** Whether files are called `<name>.part` until they are complete. Holds for new downloads. */
  partSuffix: boolean;
  preallocation: Preallocation;
}

export type SettingName = keyof SettingsValues;

export interface SettingsDto extends SettingsValues {
  /** Settings that a flag or a variable of the server decides: they cannot be changed here. */
  locked: SettingName[];
}

/** What is left out stays. */
export type UpdateSettingsRequest = Partial<SettingsValues>;

/** What would hold if nobody had changed anything, and what decides what cannot be changed. */
export interface SettingsDefaultsDto {
  values: SettingsValues;
  /** The variable of each setting that has one: given at the start, it locks the setting. */
  variables: Partial<Record<SettingName, string>>;
}
