/** What holds until the user says otherwise: what the engine was configured with at start. */
import type { AppConfig } from '../config/app-config.ts';
import { WEEKDAYS, type SettingsValues } from '@shared/dto/settings.js';

const MINUTES_PER_HOUR = 60;
const MS_PER_SECOND = 1_000;

export function defaultSettings({
  engine,
  incompleteDirectory,
  newDownloadsFirst,
}: Pick<AppConfig, 'engine' | 'incompleteDirectory' | 'newDownloadsFirst'>): SettingsValues {
  const { days, from, to } = engine.schedule;
  return {
    downloadLimit: engine.downloadLimit,
    uploadLimit: engine.uploadLimit,
    alternativeLimits: engine.alternativeLimits,
    alternativeMode: engine.alternativeMode,
    schedule: {
      days: days.flatMap((day) => WEEKDAYS[day] ?? []),
      from: timeOf(from),
      to: timeOf(to),
    },
    limitLocalPeers: engine.limitLocalPeers,
    maxConnections: engine.maxConnections,
    maxConnectionsPerDownload: engine.maxConnectionsPerDownload,
    uploadSlots: engine.uploadSlots,
    maxUploadSlots: engine.maxUploadSlots,
    maxActiveDownloads: engine.maxActiveDownloads,
    maxActiveSeeds: engine.maxActiveSeeds,
    maxActive: engine.maxActive,
    slowBytesPerSecond: engine.slowBytesPerSecond,
    slowAfterSeconds: engine.slowAfterMs / MS_PER_SECOND,
    newDownloadsFirst,
    encryption: engine.encryption,
    lsd: engine.lsd,
    pex: engine.pex,
    defaultDirectory: null,
    incompleteDirectory,
    partSuffix: engine.partSuffix,
    preallocation: engine.preallocation,
    minFreeBytes: engine.minFreeBytes,
  };
}

/** `HH:MM` */
function timeOf(minutes: number): string {
  return [Math.floor(minutes / MINUTES_PER_HOUR), minutes % MINUTES_PER_HOUR]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
