/**
 * Every setting of the process: its variable (the flag follows: SHOAL_PEER_PORT is --peer-port), what it
 * means and where its value goes. The help text is made from this table.
 */
import {
  ENCRYPTION_POLICIES,
  PREALLOCATIONS,
  type EngineConfig,
  type LogLevel,
} from '../engine/index.ts';
import type { SettingName } from '@shared/dto/settings.js';
import { LOG_FORMATS, type LogFormat } from '../logging/structured-logger.ts';
import { passwordIn } from './first-account.ts';
import {
  parseBasePath,
  parseBoolean,
  parseChoice,
  parseCount,
  parseDirectories,
  parseDirectory,
  parseFile,
  parseHost,
  parseHostPorts,
  parseInteger,
  parseLeastRate,
  parsePeerHost,
  parseRate,
} from './setting-values.ts';
import type { WebConfig } from './web-config.ts';
import { parseNetworks } from './web-setting-values.ts';
import { WEB_SETTINGS } from './web-settings.ts';

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

export interface SettingValues {
  host: string;
  port: number;
  basePath: string;
  dataDirectory: string;
  downloadDirectory: string;
  extraDirectories: string[];
  incompleteDirectory: string | null;
  newDownloadsFirst: boolean;
  adminUser?: string;
  /** As given: the password itself, or the file that has it. */
  adminPassword?: () => string;
  sessionDays: number;
  logLevel: LogLevel;
  web: Writable<WebConfig>;
  logFormat: LogFormat;
  auditDays: number;
  activityDays: number;
  engine: Partial<EngineConfig>;
}

export interface Setting {
  variable: string;
  /** Text as a user would write it; undefined where the engine's own default holds. */
  defaultText?: string;
  description: string;
  /** Never a flag: everybody on the machine sees the flags of a process. */
  isSecret?: true;
  /** What users could change while it runs, were it not given here. */
  locks?: SettingName;
  apply(values: SettingValues, text: string, workingDirectory: string): void;
}

const MEBIBYTE = 1024 * 1024;
const MOST_ACTIVE = 1_000_000;
const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export const SETTINGS: readonly Setting[] = [
  {
    variable: 'SHOAL_HOST',
    defaultText: '127.0.0.1',
    description: 'address of the web server; 0.0.0.0 lets other machines reach it',
    apply: (values, text) => (values.host = parseHost(text)),
  },
  {
    variable: 'SHOAL_PORT',
    defaultText: '8080',
    description: 'port of the web server; 0 takes a free one',
    apply: (values, text) => (values.port = parseInteger(text, 0, 65_535)),
  },
  {
    variable: 'SHOAL_BASE_PATH',
    defaultText: '/',
    description: 'path that the app stands under, behind a reverse proxy',
    apply: (values, text) => (values.basePath = parseBasePath(text)),
  },
  ...WEB_SETTINGS.map((setting) => ({
    variable: setting.variable,
    defaultText: setting.defaultText,
    description: setting.description,
    apply: (values: SettingValues, text: string, from: string) =>
      setting.apply(values.web, text, from),
  })),
  {
    variable: 'SHOAL_ADMIN_USER',
    description: 'name of the account that the first start makes, with a password as below',
    apply: (values, text) => (values.adminUser = text),
  },
  {
    variable: 'SHOAL_ADMIN_PASSWORD',
    isSecret: true,
    description: 'its password, where there is no account yet; else it changes nothing',
    apply: (values, text) => addPassword(values, () => text),
  },
  {
    variable: 'SHOAL_ADMIN_PASSWORD_FILE',
    description: 'file whose first line is its password, read where there is no account yet',
    apply: (values, text, from) => addPassword(values, passwordIn(parseFile(text, from))),
  },
  {
    variable: 'SHOAL_SESSION_DAYS',
    defaultText: '30',
    description: 'days without use after which a browser must log in again',
    apply: (values, text) => (values.sessionDays = parseInteger(text, 1, 365)),
  },
  {
    variable: 'SHOAL_AUDIT_DAYS',
    defaultText: '365',
    description: 'how long it is kept who changed what, in days',
    apply: (values, text) => (values.auditDays = parseInteger(text, 1, 36_500)),
  },
  {
    variable: 'SHOAL_DATA_DIR',
    defaultText: './data',
    description: 'folder of the database',
    apply: (values, text, from) => (values.dataDirectory = parseDirectory(text, from)),
  },
  {
    variable: 'SHOAL_DOWNLOAD_DIR',
    defaultText: './downloads',
    description: 'folder that downloads go into, and below which callers may choose others',
    apply: (values, text, from) => (values.downloadDirectory = parseDirectory(text, from)),
  },
  {
    variable: 'SHOAL_EXTRA_DIRS',
    defaultText: '',
    description: 'other folders that downloads may go into, with : between them (; on Windows)',
    apply: (values, text, from) => (values.extraDirectories = parseDirectories(text, from)),
  },
  {
    variable: 'SHOAL_INCOMPLETE_DIR',
    locks: 'incompleteDirectory',
    defaultText: 'none',
    description:
      'folder where the files of new downloads lie until they are complete; none is where they belong',
    apply: (values, text, from) =>
      (values.incompleteDirectory = text === 'none' ? null : parseDirectory(text, from)),
  },
  {
    variable: 'SHOAL_PART_SUFFIX',
    locks: 'partSuffix',
    description: 'whether files are called <name>.part until they are complete',
    apply: (values, text) => (values.engine.partSuffix = parseBoolean(text)),
  },
  {
    variable: 'SHOAL_PREALLOCATION',
    locks: 'preallocation',
    description:
      'how the room for files is taken: none as bytes come, sparse as a hole of their length, full by writing zeros first',
    apply: (values, text) => (values.engine.preallocation = parseChoice(text, PREALLOCATIONS)),
  },
  {
    variable: 'SHOAL_LOG_LEVEL',
    defaultText: 'info',
    description: `one of ${LOG_LEVELS.join(', ')}`,
    apply: (values, text) => {
      values.logLevel = parseChoice(text, LOG_LEVELS);
      values.engine.logLevel = values.logLevel;
    },
  },
  {
    variable: 'SHOAL_LOG_FORMAT',
    defaultText: 'text',
    description: `how the log is written, one of ${LOG_FORMATS.join(', ')}: json is an object a line`,
    apply: (values, text) => (values.logFormat = parseChoice(text, LOG_FORMATS)),
  },
  {
    variable: 'SHOAL_ACTIVITY_DAYS',
    defaultText: '90',
    description: 'how long is kept what happened to downloads, in days',
    apply: (values, text) => (values.activityDays = parseInteger(text, 1, 3_650)),
  },
  {
    variable: 'SHOAL_PEER_HOST',
    defaultText: 'all',
    description: 'address or network interface of every peer and tracker socket',
    apply: (values, text) => (values.engine.peerHost = parsePeerHost(text)),
  },
  {
    variable: 'SHOAL_PEER_PORT',
    description: 'port that peers reach this client at; 0 takes a free one',
    apply: (values, text) => (values.engine.peerPort = parseInteger(text, 0, 65_535)),
  },
  {
    variable: 'SHOAL_DOWNLOAD_LIMIT',
    locks: 'downloadLimit',
    description: 'most that is downloaded, in KiB/s or with a unit such as 2MiB; none is no limit',
    apply: (values, text) => (values.engine.downloadLimit = parseRate(text)),
  },
  {
    variable: 'SHOAL_UPLOAD_LIMIT',
    locks: 'uploadLimit',
    description: 'most that is uploaded, in KiB/s or with a unit such as 2MiB; none is no limit',
    apply: (values, text) => (values.engine.uploadLimit = parseRate(text)),
  },
  {
    variable: 'SHOAL_ENCRYPTION',
    locks: 'encryption',
    description: `encryption with peers, one of ${ENCRYPTION_POLICIES.join(', ')}`,
    apply: (values, text) => (values.engine.encryption = parseChoice(text, ENCRYPTION_POLICIES)),
  },
  {
    variable: 'SHOAL_DHT',
    description: 'whether peers are looked for in the DHT',
    apply: (values, text) => (values.engine.dht = parseBoolean(text)),
  },
  {
    variable: 'SHOAL_DHT_BOOTSTRAP',
    description:
      'nodes that are asked for others where none is known, as host:port with commas between; none asks nobody',
    apply: (values, text) => (values.engine.dhtBootstrap = parseHostPorts(text)),
  },
  {
    variable: 'SHOAL_DHT_READ_ONLY',
    description: 'whether the DHT is asked without answering others: where they cannot reach you',
    apply: (values, text) => (values.engine.dhtReadOnly = parseBoolean(text)),
  },
  {
    variable: 'SHOAL_DHT_UPLOAD_LIMIT',
    description: 'most that the DHT sends, in KiB/s or with a unit such as 8kB',
    apply: (values, text) => (values.engine.dhtUploadBytesPerSecond = parseLeastRate(text)),
  },
  {
    variable: 'SHOAL_LSD',
    locks: 'lsd',
    description: 'whether peers are looked for in the local network',
    apply: (values, text) => (values.engine.lsd = parseBoolean(text)),
  },
  {
    variable: 'SHOAL_PEX',
    locks: 'pex',
    description: 'whether peers tell us of others, and we them',
    apply: (values, text) => (values.engine.pex = parseBoolean(text)),
  },
  {
    variable: 'SHOAL_MAX_METADATA_MIB',
    description: 'most that is fetched from peers for a magnet link before its files are known',
    apply: (values, text) =>
      (values.engine.maxMetadataBytes = parseInteger(text, 1, 100) * MEBIBYTE),
  },
  {
    variable: 'SHOAL_MAX_CONNECTIONS',
    locks: 'maxConnections',
    description: 'open peer connections in all',
    apply: (values, text) => (values.engine.maxConnections = parseInteger(text, 1, 65_535)),
  },
  {
    variable: 'SHOAL_MAX_CONNECTIONS_PER_DOWNLOAD',
    locks: 'maxConnectionsPerDownload',
    description: 'open peer connections of one download',
    apply: (values, text) =>
      (values.engine.maxConnectionsPerDownload = parseInteger(text, 1, 65_535)),
  },
  {
    variable: 'SHOAL_MAX_KNOWN_PEERS',
    description: 'addresses of peers that one download remembers',
    apply: (values, text) => (values.engine.maxKnownPeers = parseInteger(text, 10, 1_000_000)),
  },
  {
    variable: 'SHOAL_ALLOW_SEVERAL_PER_ADDRESS',
    description: 'whether several peers with one address are taken',
    apply: (values, text) => (values.engine.allowSeveralPerAddress = parseBoolean(text)),
  },
  {
    variable: 'SHOAL_UPLOAD_SLOTS',
    locks: 'uploadSlots',
    defaultText: 'auto',
    description: 'peers that one download serves at a time; auto follows the speed of the link',
    apply: (values, text) =>
      (values.engine.uploadSlots = text === 'auto' ? null : parseInteger(text, 1, 1000)),
  },
  {
    variable: 'SHOAL_UPLOAD_SLOTS_FLOOR',
    description: 'least that auto gives a download',
    apply: (values, text) => (values.engine.uploadSlotsFloor = parseInteger(text, 1, 1000)),
  },
  {
    variable: 'SHOAL_UPLOAD_SLOTS_CEILING',
    description: 'most that auto gives a download',
    apply: (values, text) => (values.engine.uploadSlotsCeiling = parseInteger(text, 1, 1000)),
  },
  {
    variable: 'SHOAL_MAX_UPLOAD_SLOTS',
    locks: 'maxUploadSlots',
    description: 'peers that all downloads serve at a time',
    apply: (values, text) => (values.engine.maxUploadSlots = parseInteger(text, 1, 65_535)),
  },
  {
    variable: 'SHOAL_MAX_ACTIVE_DOWNLOADS',
    locks: 'maxActiveDownloads',
    defaultText: '5',
    description: 'downloads that run at the same time, slow ones not counted; the others wait',
    apply: (values, text) => (values.engine.maxActiveDownloads = parseCount(text, MOST_ACTIVE)),
  },
  {
    variable: 'SHOAL_MAX_ACTIVE_SEEDS',
    locks: 'maxActiveSeeds',
    defaultText: 'unlimited',
    description: 'seeds that run at the same time, slow ones not counted',
    apply: (values, text) => (values.engine.maxActiveSeeds = parseCount(text, MOST_ACTIVE)),
  },
  {
    variable: 'SHOAL_MAX_ACTIVE',
    locks: 'maxActive',
    defaultText: 'unlimited',
    description: 'downloads and seeds together that run at the same time, slow ones too',
    apply: (values, text) => (values.engine.maxActive = parseCount(text, MOST_ACTIVE)),
  },
  {
    variable: 'SHOAL_MIN_FREE_MIB',
    locks: 'minFreeBytes',
    defaultText: '64',
    description: 'left free on each disk, in MiB; a download that does not fit beside it waits',
    apply: (values, text) =>
      (values.engine.minFreeBytes = parseInteger(text, 0, MEBIBYTE * 1024) * MEBIBYTE),
  },
  {
    variable: 'SHOAL_VOLUME_LOOK_SECONDS',
    description: 'how often disks are looked at: whether they are there, and have room',
    apply: (values, text) =>
      (values.engine.volumeLookIntervalMs = parseInteger(text, 1, 3_600) * 1000),
  },
  {
    variable: 'SHOAL_NEW_DOWNLOADS_FIRST',
    locks: 'newDownloadsFirst',
    defaultText: 'false',
    description: 'whether new downloads go to the top of the queue',
    apply: (values, text) => (values.newDownloadsFirst = parseBoolean(text)),
  },
  {
    variable: 'SHOAL_SLOW_KIB_PER_SECOND',
    locks: 'slowBytesPerSecond',
    description: 'rate below which a download or seed is slow; 0 counts all',
    apply: (values, text) =>
      (values.engine.slowBytesPerSecond = parseInteger(text, 0, MEBIBYTE) * 1024),
  },
  {
    variable: 'SHOAL_SLOW_AFTER_SECONDS',
    locks: 'slowAfterSeconds',
    description: 'how long it must have been slow for that',
    apply: (values, text) => (values.engine.slowAfterMs = parseInteger(text, 1, 86_400) * 1000),
  },
  {
    variable: 'SHOAL_WRITE_SLAB_MIB',
    description: 'memory for blocks on their way to the disk, in MiB',
    apply: (values, text) =>
      (values.engine.writeSlabBytes = parseInteger(text, 16, 4096) * MEBIBYTE),
  },
  {
    variable: 'SHOAL_READ_SLAB_MIB',
    description: 'memory for blocks on their way to peers, in MiB',
    apply: (values, text) => (values.engine.readSlabBytes = parseInteger(text, 4, 4096) * MEBIBYTE),
  },
  {
    variable: 'SHOAL_DISK_WORKERS',
    description: 'threads that read, write and hash',
    apply: (values, text) => (values.engine.diskWorkers = parseInteger(text, 1, 64)),
  },
  {
    variable: 'SHOAL_CHECKPOINT_SECONDS',
    description: 'how often progress is recorded, in seconds; a crash costs at most that much work',
    apply: (values, text) =>
      (values.engine.checkpointIntervalMs = parseInteger(text, 1, 600) * 1000),
  },
  {
    variable: 'SHOAL_FILE_WATCH_SECONDS',
    description:
      'how often the files of busy seeds are looked at for changes by others, in seconds',
    apply: (values, text) =>
      (values.engine.fileWatchIntervalMs = parseInteger(text, 1, 86_400) * 1000),
  },
  {
    variable: 'SHOAL_ALLOWED_FETCH_NETWORKS',
    description:
      'networks that are not public, but that trackers and torrents by address may be in, such as 192.168.1.0/24',
    apply: (values, text) => (values.engine.allowedFetchNetworks = parseNetworks(text)),
  },
  {
    variable: 'SHOAL_ACCEPT_SELF_SIGNED_TRACKERS',
    description: 'whether trackers whose certificate no known authority signed are accepted',
    apply: (values, text) => (values.engine.acceptSelfSignedTrackers = parseBoolean(text)),
  },
];

/** The variable that decides each setting of the running server, where there is one. */
export const LOCKING_VARIABLES: Readonly<Partial<Record<SettingName, string>>> = Object.fromEntries(
  SETTINGS.flatMap(({ locks, variable }) => (locks ? [[locks, variable]] : [])),
);

function addPassword(values: SettingValues, read: () => string): void {
  if (values.adminPassword) throw new Error('and SHOAL_ADMIN_PASSWORD exclude each other');
  values.adminPassword = read;
}

/** `SHOAL_PEER_PORT` is `peer-port`. */
export function flagOf(setting: Setting): string {
  return setting.variable.replace('SHOAL_', '').toLowerCase().replaceAll('_', '-');
}
