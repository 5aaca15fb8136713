/**
 * How a running download is shown: a line that is redrawn on a terminal, a line now and then in a log,
 * JSON for programs, or nothing. A display only prints; it decides nothing.
 */
import type { DownloadStatus } from '../engine/index.ts';
import type { CommandOutput } from './command-output.ts';
import { progressLine } from './progress-line.ts';

/** `state`: the state changed, so that it is shown at once. `tick`: time went by. */
export type UpdateReason = 'state' | 'tick';

export interface DownloadDisplay {
  /** How often `update` is wanted. */
  readonly tickMs: number;
  update(status: DownloadStatus, reason: UpdateReason): void;
  /** A sentence for the user, above the progress. */
  say(sentence: string): void;
  /** A sentence on what goes wrong. */
  warn(sentence: string): void;
  /** No more updates. */
  end(): void;
}

/** Four a second is smooth to the eye and costs nothing. */
const TERMINAL_TICK_MS = 250;
const LOG_TICK_MS = 10_000;
const JSON_TICK_MS = 1_000;
const LOG_COLUMNS = 120;

/** The display that the options and the output call for. */
export function displayFor(
  output: CommandOutput,
  options: { json: boolean; quiet: boolean; seed: boolean },
): DownloadDisplay {
  if (options.json) return jsonDisplay(output);
  if (options.quiet) return quietDisplay(output);
  return output.isTerminal
    ? terminalDisplay(output, options.seed)
    : logDisplay(output, options.seed);
}

function terminalDisplay(output: CommandOutput, seeds: boolean): DownloadDisplay {
  const clearLine = '\r\u001B[K';
  let line = '';
  const above = (print: () => void): void => {
    if (line) output.write(clearLine);
    print();
    if (line) output.write(line);
  };
  return {
    tickMs: TERMINAL_TICK_MS,
    update: (status) => {
      // The last column stays free: some terminals wrap as soon as it is written.
      line = progressLine(status, { columns: output.columns() - 1, seeds });
      output.write(clearLine + line);
    },
    say: (sentence) => above(() => output.write(`${sentence}\n`)),
    warn: (sentence) => above(() => output.writeError(`${sentence}\n`)),
    end: () => {
      if (line) output.write('\n');
      line = '';
    },
  };
}

function logDisplay(output: CommandOutput, seeds: boolean): DownloadDisplay {
  return {
    tickMs: LOG_TICK_MS,
    update: (status) => output.write(`${progressLine(status, { columns: LOG_COLUMNS, seeds })}\n`),
    say: (sentence) => output.write(`${sentence}\n`),
    warn: (sentence) => output.writeError(`${sentence}\n`),
    end: () => {},
  };
}

function quietDisplay(output: CommandOutput): DownloadDisplay {
  return {
    tickMs: LOG_TICK_MS,
    update: () => {},
    say: () => {},
    warn: (sentence) => output.writeError(`${sentence}\n`),
    end: () => {},
  };
}

function jsonDisplay(output: CommandOutput): DownloadDisplay {
  return {
    tickMs: JSON_TICK_MS,
    update: (status) => output.write(`${JSON.stringify(progressRecord(status, new Date()))}\n`),
    say: () => {},
    warn: (sentence) => output.writeError(`${sentence}\n`),
    end: () => {},
  };
}

/** One line of `--json`. Fields are added, never renamed: programs read it. */
export function progressRecord(status: DownloadStatus, time: Date) {
  return {
    time: time.toISOString(),
    state: status.state,
    progress: status.progress,
    completedBytes: status.completedBytes,
    downloadedBytes: status.downloadedBytes,
    uploadedBytes: status.uploadedBytes,
    downloadRate: status.downloadRate,
    uploadRate: status.uploadRate,
    peers: status.peers,
    seeds: status.seeds,
    error: status.error,
  };
}
