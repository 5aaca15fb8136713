/** What findings mean, in sentences that say what to do. Pure; the same for the API and for `shoal doctor`. */
import type { DhtReportDto } from '@shared/dto/dht.js';
import type { CheckDto, CheckStatus } from '@shared/dto/diagnostics.js';

/** Trackers refuse, and certificates fail, from minutes on; logs are hard to compare earlier. */
const BIG_OFFSET_SECONDS = 60;
/** Share of the open files from which on it gets tight. */
const TIGHT_SHARE = 0.9;

const FAMILY_NAMES = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;

const GIBIBYTE = 1024 ** 3;

export function verdict(status: CheckStatus, message: string): CheckDto {
  return { status, message };
}

export function portVerdict(facts: {
  port: number | null;
  connectsLocally: boolean | null;
  lastOutsideConnectionAt: number | null;
}): CheckDto {
  const { port, connectsLocally, lastOutsideConnectionAt } = facts;
  if (port === null) return verdict('failed', 'The engine does not listen for peers.');
  if (connectsLocally === false) {
    const advice = 'Look whether a firewall on this machine blocks it.';
    return verdict('failed', `Nothing answers on port ${port}. ${advice}`);
  }
  if (lastOutsideConnectionAt !== null) {
    return verdict('ok', `Peers from the internet reach port ${port}.`);
  }
  return verdict(
    'unknown',
    `No peer from the internet has connected to port ${port} yet. If that stays so while downloads run, ` +
      'forward this port, TCP and UDP, in your router.',
  );
}

export function diskVerdict(facts: {
  state: 'there' | 'missing' | 'silent';
  freeBytes: number | null;
  minFreeBytes: number;
  /** Null where it can be written, undefined where that was not tried. */
  fault: string | null | undefined;
}): CheckDto {
  const { state, freeBytes, minFreeBytes, fault } = facts;
  if (state === 'missing') {
    return verdict(
      'failed',
      'The folder or its disk is missing: mount the disk, or make the folder.',
    );
  }
  if (state === 'silent') return verdict('failed', 'The disk does not answer.');
  if (fault) {
    const advice = 'Give the user that Shoal runs as the right to write there.';
    return verdict('failed', `Nothing can be written there (${fault}). ${advice}`);
  }
  if (freeBytes !== null && freeBytes <= minFreeBytes) {
    return verdict('warning', `${gibibytes(freeBytes)} are free: make room, or downloads wait.`);
  }
  const room = freeBytes === null ? 'room unknown' : `${gibibytes(freeBytes)} free`;
  return verdict('ok', fault === null ? `It can be written; ${room}.` : `It is there; ${room}.`);
}

export function clockVerdict(offsetSeconds: number | null): CheckDto {
  if (offsetSeconds === null) {
    return verdict('unknown', 'No tracker has said yet what time it is.');
  }
  const size = Math.abs(offsetSeconds);
  if (size < BIG_OFFSET_SECONDS) return verdict('ok', 'The clock is right to a minute.');
  const way = offsetSeconds > 0 ? 'behind' : 'ahead of';
  return verdict(
    'warning',
    `The clock is ${size} seconds ${way} that of trackers: let the system set it (NTP).`,
  );
}

export function databaseVerdict(bytes: number, fault: string | null | undefined): CheckDto {
  if (bytes === 0) return verdict('failed', 'There is no database file.');
  if (fault) {
    const advice = 'Stop the server and run "shoal restore-backup".';
    return verdict('failed', `The database is damaged (${fault}). ${advice}`);
  }
  return verdict('ok', fault === null ? 'The database is sound.' : 'The database is there.');
}

export function openFilesVerdict(open: number | null, limit: number | null): CheckDto {
  if (limit === null) return verdict('ok', 'The system sets no limit.');
  if (open === null) return verdict('unknown', `The system allows ${limit}.`);
  if (open < limit * TIGHT_SHARE) return verdict('ok', `${open} of ${limit} are in use.`);
  const advice = 'Raise the limit (ulimit -n, LimitNOFILE), then start Shoal again.';
  return verdict('warning', `${open} of ${limit} are in use. ${advice}`);
}

export function dhtVerdict(facts: {
  report: Pick<DhtReportDto, 'families' | 'readOnly'> | null;
  /** Whether there are nodes that are asked for others. */
  asksRouters: boolean;
}): CheckDto {
  const { report, asksRouters } = facts;
  if (!report) return verdict('ok', 'It is switched off (SHOAL_DHT).');
  const found = report.families.filter(({ nodes }) => nodes > 0);
  if (found.length > 0) {
    const counts = found.map(({ family, nodes }) => `${nodes} over ${FAMILY_NAMES[family]}`);
    const role = report.readOnly ? ' It asks and does not answer, as it was told to.' : '';
    return verdict('ok', `It knows nodes that answer: ${counts.join(', ')}.${role}`);
  }
  if (!asksRouters) {
    return verdict(
      'unknown',
      'It knows no node, and is to ask nobody for one (SHOAL_DHT_BOOTSTRAP): peers may name some.',
    );
  }
  return verdict(
    'warning',
    'No node of the DHT answers. After a start that takes some seconds; if it stays so, look whether a firewall ' +
      'blocks UDP. "shoal doctor" tries the nodes of SHOAL_DHT_BOOTSTRAP.',
  );
}

/** Nodes of SHOAL_DHT_BOOTSTRAP, by what each said: null is an answer. */
export function bootstrapVerdict(faults: ReadonlyMap<string, string | null>): CheckDto {
  if (faults.size === 0) {
    return verdict('ok', 'Nobody is asked for nodes (SHOAL_DHT_BOOTSTRAP is none).');
  }
  const answered = [...faults].flatMap(([node, fault]) => (fault === null ? [node] : []));
  if (answered.length > 0) return verdict('ok', `Nodes that answer: ${answered.join(', ')}.`);
  const said = [...faults].map(([node, fault]) => `${node} (${fault})`).join(', ');
  const advice = 'Look at the network, the DNS, and whether a firewall blocks UDP.';
  return verdict('warning', `No node answers: ${said}. ${advice}`);
}

export function gibibytes(bytes: number): string {
  return `${(bytes / GIBIBYTE).toFixed(1)} GiB`;
}
