/**
 * Who may have how many of the descriptors that the system allows this process (`ulimit -n`). Sockets and files
 * come out of one purse: were it empty, neither the API nor the database could go on. Invariant: the shares
 * together are no more than the limit, unless it is too low for anything.
 */

/** What threads, pipes, the database and the ports take, as counted on an idle server, and some for logs and lookups. */
const PROCESS_FILES = 48;
const FILES_PER_WORKER_THREAD = 6;
/** For programs and people that use the API, of which Shoal takes no more than 4,096 at a time. */
const API_SHARE = 1 / 4;
const MOST_API_CONNECTIONS = 4_096;
const FEWEST_API_CONNECTIONS = 32;
/** Of what is left, so much is for the torrents' files. */
const FILES_SHARE = 1 / 3;
/** Beyond it a disk thread gains nothing: torrents are written a few files at a time. */
const MOST_FILES_PER_WORKER = 128;
const FEWEST_FILES_PER_WORKER = 4;
const FEWEST_PEERS = 8;

export interface OpenFileBudget {
  /** Files that a disk thread keeps open. */
  filesPerWorker: number;
  /** Connections with peers, whatever the settings allow; Infinity where the system has no limit. */
  peerConnections: number;
}

/** Connections that the API may take. */
export function apiConnections(limit: number | null): number {
  if (limit === null) return MOST_API_CONNECTIONS;
  const share = Math.floor(limit * API_SHARE);
  return Math.min(Math.max(share, FEWEST_API_CONNECTIONS), MOST_API_CONNECTIONS);
}

/** What is left for the engine. `limit` null is none. */
export function openFileBudget(limit: number | null, diskWorkers: number): OpenFileBudget {
  if (limit === null) {
    return { filesPerWorker: MOST_FILES_PER_WORKER, peerConnections: Infinity };
  }
  const taken = PROCESS_FILES + FILES_PER_WORKER_THREAD * diskWorkers + apiConnections(limit);
  const left = Math.max(limit - taken, 0);
  const share = Math.floor((left * FILES_SHARE) / diskWorkers);
  const filesPerWorker = Math.min(Math.max(share, FEWEST_FILES_PER_WORKER), MOST_FILES_PER_WORKER);
  const peerConnections = Math.max(left - filesPerWorker * diskWorkers, FEWEST_PEERS);
  return { filesPerWorker, peerConnections };
}

/** The limit that holds for this process: Node has raised the soft one to the hard one. Null where there is none. */
export function openFileLimit(): number | null {
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork: boolean };
  const wasWithout = report.excludeNetwork;
  // Addresses are of no interest here, and their names would be asked for.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as {
    userLimits?: { open_files?: { soft: number | string } };
  };
  report.excludeNetwork = wasWithout;
  const soft = userLimits?.open_files?.soft; // none on Windows, "unlimited" elsewhere
  return typeof soft === 'number' ? soft : null;
}

/** What to tell the user where the system allows fewer peers than the settings ask for; null where it does not. */
export function fewOpenFilesSentence(
  wanted: { maxConnections: number; maxOpenFiles: number | null },
  maxConnections: number,
): string | null {
  if (maxConnections >= wanted.maxConnections) return null;
  return (
    `The system allows Shoal ${wanted.maxOpenFiles} open files. It connects to ${maxConnections} peers ` +
    `at most, not ${wanted.maxConnections}. Raise the limit (ulimit -n, LimitNOFILE), then start Shoal again.`
  );
}
