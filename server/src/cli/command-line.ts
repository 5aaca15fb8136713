/**
 * The words after `shoal` become one typed command, or a UsageError with a sentence. Pure: reads no file,
 * no environment. What `serve` takes is left to the server, which checks it (config/).
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ENCRYPTION_POLICIES, type EncryptionPolicy } from '../engine/index.ts';
import { parseHostPorts } from '../config/setting-values.ts';
import { COMMAND_NAMES, type CommandName } from './command-names.ts';
import { UsageError } from './usage-error.ts';

export interface HostAndPort {
  host: string;
  port: number;
}

export interface DownloadCommand {
  name: 'download';
  /** Of a torrent file; or a magnet link. */
  torrentPath: string;
  directory: string;
  /** Stay after completion, until interrupted. */
  seed: boolean;
  /** 0 takes a free one. */
  peerPort: number;
  /** Address to bind to; null binds to all. */
  peerHost: string | null;
  /** Null leaves it to the engine. */
  encryption: EncryptionPolicy | null;
  dht: boolean;
  /** `host:port` of nodes; null leaves them to the engine. */
  dhtBootstrap: string[] | null;
  lsd: boolean;
  pex: boolean;
  /** Dialled besides those that others name. */
  peers: HostAndPort[];
  sequential: boolean;
  /** Indices in the torrent's own list; null takes all files. */
  files: number[] | null;
  json: boolean;
  quiet: boolean;
}

export interface InfoCommand {
  name: 'info';
  torrentPath: string;
  json: boolean;
}

export interface CreateCommand {
  name: 'create';
  path: string;
  /** One tier each, in order. */
  trackers: string[];
  /** Null names it after the path, in the working folder. */
  outputPath: string | null;
  private: boolean;
  comment: string | null;
}

export interface RestoreBackupCommand {
  name: 'restore-backup';
  dataDirectory: string;
}

export interface ResetPasswordCommand {
  name: 'reset-password';
  dataDirectory: string;
  /** Null stands for the only account. */
  username: string | null;
  /** Else one is made up. */
  fromStandardInput: boolean;
}

export type Command =
  | DownloadCommand
  | InfoCommand
  | CreateCommand
  | RestoreBackupCommand
  | ResetPasswordCommand
  | { name: 'serve'; arguments: string[] }
  | { name: 'doctor'; arguments: string[] }
  | { name: 'help'; topic: CommandName | null }
  | { name: 'version' };

/** Reads the arguments after the program's name. Throws a UsageError. */
export function parseCommandLine(words: readonly string[]): Command {
  const [first, ...rest] = words;
  if (first === undefined || first === '--help' || first === '-h') {
    return { name: 'help', topic: null };
  }
  if (first === '--version' || first === '-V') return { name: 'version' };
  if (first === 'help') return { name: 'help', topic: rest[0] ? commandName(rest[0]) : null };
  const name = commandName(first);
  if (asksForHelp(rest)) return { name: 'help', topic: name };
  return PARSERS[name](rest);
}

const PARSERS: Record<CommandName, (words: string[]) => Command> = {
  download: parseDownload,
  info: parseInfo,
  create: parseCreate,
  serve: (words) => ({ name: 'serve', arguments: words }),
  'restore-backup': parseRestoreBackup,
  'reset-password': parseResetPassword,
  doctor: (words) => ({ name: 'doctor', arguments: words }),
};

function commandName(word: string): CommandName {
  const found = COMMAND_NAMES.find((name) => name === word);
  if (found) return found;
  if (word.startsWith('-')) throw new UsageError(`There is no option ${word}.`);
  throw new UsageError(`There is no command "${word}". The commands: ${COMMAND_NAMES.join(', ')}.`);
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  const options = end === -1 ? words : words.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

function parseDownload(words: string[]): DownloadCommand {
  const { values, positionals } = parse('download', words, {
    output: { type: 'string', short: 'o', default: '.' },
    seed: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    peer: { type: 'string', multiple: true, default: [] },
    'peer-host': { type: 'string' },
    encryption: { type: 'string' },
    'no-dht': { type: 'boolean', default: false },
    'dht-bootstrap': { type: 'string' },
    'no-lsd': { type: 'boolean', default: false },
    'no-pex': { type: 'boolean', default: false },
    sequential: { type: 'boolean', default: false },
    file: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
    quiet: { type: 'boolean', short: 'q', default: false },
  });
  if (values.json && values.quiet) {
    throw new UsageError('--json and --quiet exclude each other.', 'download');
  }
  return {
    name: 'download',
    torrentPath: onlyOne('download', positionals, 'a torrent file or a magnet link'),
    directory: values.output,
    seed: values.seed,
    peerPort: portOf(values.port, '--port', 0),
    peerHost: values['peer-host'] ?? null,
    encryption: values.encryption === undefined ? null : encryptionOf(values.encryption),
    dht: !values['no-dht'],
    dhtBootstrap: values['dht-bootstrap'] === undefined ? null : nodesOf(values['dht-bootstrap']),
    lsd: !values['no-lsd'],
    pex: !values['no-pex'],
    peers: values.peer.map(parseHostAndPort),
    sequential: values.sequential,
    files: values.file.length === 0 ? null : parseFileIndices(values.file),
    json: values.json,
    quiet: values.quiet,
  };
}

function parseInfo(words: string[]): InfoCommand {
  const { values, positionals } = parse('info', words, {
    json: { type: 'boolean', default: false },
  });
  const torrentPath = onlyOne('info', positionals, 'a torrent file');
  return { name: 'info', torrentPath, json: values.json };
}

function parseCreate(words: string[]): CreateCommand {
  const { values, positionals } = parse('create', words, {
    tracker: { type: 'string', short: 't', multiple: true, default: [] },
    output: { type: 'string', short: 'o' },
    private: { type: 'boolean', default: false },
    comment: { type: 'string' },
  });
  return {
    name: 'create',
    path: onlyOne('create', positionals, 'a file or folder'),
    trackers: values.tracker,
    outputPath: values.output ?? null,
    private: values.private,
    comment: values.comment ?? null,
  };
}

function parseRestoreBackup(words: string[]): RestoreBackupCommand {
  const { values, positionals } = parse('restore-backup', words, {
    'data-dir': { type: 'string', default: './data' },
  });
  if (positionals[0] !== undefined) {
    throw new UsageError(`"${positionals[0]}" is too much.`, 'restore-backup');
  }
  return { name: 'restore-backup', dataDirectory: values['data-dir'] };
}

function parseResetPassword(words: string[]): ResetPasswordCommand {
  const { values, positionals } = parse('reset-password', words, {
    'data-dir': { type: 'string', default: './data' },
    user: { type: 'string' },
    stdin: { type: 'boolean', default: false },
  });
  if (positionals[0] !== undefined) {
    throw new UsageError(
      `"${positionals[0]}" is too much: a password comes from --stdin alone.`,
      'reset-password',
    );
  }
  return {
    name: 'reset-password',
    dataDirectory: values['data-dir'],
    username: values.user ?? null,
    fromStandardInput: values.stdin,
  };
}

/** Node's own parser, with its faults as sentences of ours. */
function parse<const Options extends NonNullable<ParseArgsConfig['options']>>(
  command: CommandName,
  words: string[],
  options: Options,
) {
  try {
    return parseArgs({ args: words, options, allowPositionals: true, strict: true });
  } catch (fault) {
    // Node adds advice about `--` after its first sentence, which is noise here.
    const [sentence = ''] = (fault as Error).message.split(/(?<=['"])\. /);
    throw new UsageError(sentence.replace(/([^.])$/, '$1.'), command);
  }
}

function onlyOne(command: CommandName, words: string[], what: string): string {
  const [first, second] = words;
  if (!first) throw new UsageError(`Name ${what}.`, command);
  if (second !== undefined) {
    throw new UsageError(`Name only one: "${second}" is too much.`, command);
  }
  return first;
}

function portOf(text: string, option: string, lowest: 0 | 1): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < lowest || port > 65_535) {
    throw new UsageError(
      `${option} takes a port of ${lowest} to 65535, not "${text}".`,
      'download',
    );
  }
  return port;
}

function encryptionOf(text: string): EncryptionPolicy {
  const policy = ENCRYPTION_POLICIES.find((known) => known === text);
  if (policy) return policy;
  const choices = ENCRYPTION_POLICIES.join(', ');
  throw new UsageError(`--encryption takes one of ${choices}, not "${text}".`, 'download');
}

function nodesOf(text: string): string[] {
  try {
    return parseHostPorts(text);
  } catch (fault) {
    throw new UsageError(`--dht-bootstrap ${(fault as Error).message}.`, 'download');
  }
}

/** `host:port`, `1.2.3.4:port` or `[v6]:port`. */
function parseHostAndPort(text: string): HostAndPort {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)$/.exec(text);
  if (!match) {
    throw new UsageError(`--peer takes HOST:PORT or [IPv6]:PORT, not "${text}".`, 'download');
  }
  return { host: match[1] ?? match[2] ?? '', port: portOf(match[3] ?? '', '--peer', 1) };
}

function parseFileIndices(texts: string[]): number[] {
  const indices = texts
    .flatMap((text) => text.split(','))
    .map((text) => {
      if (/^\d{1,7}$/.test(text.trim())) return Number(text);
      throw new UsageError(
        `--file takes the numbers that "shoal info" shows, such as 0,3, not "${text}".`,
        'download',
      );
    });
  return [...new Set(indices)].toSorted((a, b) => a - b);
}
