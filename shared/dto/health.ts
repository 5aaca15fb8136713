/** How the server is, for supervisors. Nothing in it says where anything lies: it is for everybody. */

export const HEALTH_CODES = [
  'engine-not-running',
  'engine-not-answering',
  'database-failed',
  'restoring',
  'volume-missing',
  'volume-silent',
  'disk-full',
  'downloads-in-error',
  'data-disk-full',
] as const;
export type HealthCode = (typeof HEALTH_CODES)[number];

/** `failed`: the server cannot do its work. `warning`: it can, but somebody should look. */
export const HEALTH_SEVERITIES = ['warning', 'failed'] as const;
export type HealthSeverity = (typeof HEALTH_SEVERITIES)[number];

export interface HealthFindingDto {
  code: HealthCode;
  severity: HealthSeverity;
  message: string;
}

export interface ReadinessDto {
  /** `degraded`: it works, but there are findings. */
  status: 'ok' | 'degraded';
  /** What is wrong; empty where nothing is. */
  findings: HealthFindingDto[];
}
