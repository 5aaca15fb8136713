import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';
import { UsageError } from './usage-error.ts';

const parse = (line: string) => parseCommandLine(line.split(' ').filter(Boolean));

function faultOf(line: string): UsageError {
  try {
    parse(line);
  } catch (fault) {
    if (fault instanceof UsageError) return fault;
    throw fault;
  }
  throw new Error(`"${line}" was accepted`);
}

describe('parseCommandLine', () => {
  it('takes a download with nothing but its file', () => {
    expect(parse('download a.torrent')).toEqual({
      name: 'download',
      torrentPath: 'a.torrent',
      directory: '.',
      seed: false,
      peerPort: 0,
      peerHost: null,
      encryption: null,
      dht: true,
      dhtBootstrap: null,
      lsd: true,
      pex: true,
      peers: [],
      sequential: false,
      files: null,
      json: false,
      quiet: false,
    });
  });

  it('takes every option of a download', () => {
    const line =
      'download -o /d --seed --port 6881 --peer 127.0.0.1:1 --peer [::1]:2 --peer seed.example:3 ' +
      '--peer-host 10.0.0.1 --encryption required --no-dht --no-lsd --no-pex ' +
      '--dht-bootstrap node.example:6881 --sequential --file 4,0 --file 4 --json a.torrent';
    expect(parse(line)).toMatchObject({
      torrentPath: 'a.torrent',
      directory: '/d',
      seed: true,
      peerPort: 6881,
      peerHost: '10.0.0.1',
      encryption: 'required',
      dht: false,
      dhtBootstrap: ['node.example:6881'],
      lsd: false,
      pex: false,
      peers: [
        { host: '127.0.0.1', port: 1 },
        { host: '::1', port: 2 },
        { host: 'seed.example', port: 3 },
      ],
      sequential: true,
      files: [0, 4],
      json: true,
    });
  });

  it('takes a torrent to create, one tier a tracker', () => {
    expect(parse('create films -t http://a/announce -t udp://b:1 --private -o f.torrent')).toEqual({
      name: 'create',
      path: 'films',
      trackers: ['http://a/announce', 'udp://b:1'],
      outputPath: 'f.torrent',
      private: true,
      comment: null,
    });
  });

  it('leaves the options of the server to the server', () => {
    expect(parse('serve --port 9000')).toEqual({ name: 'serve', arguments: ['--port', '9000'] });
  });

  it.each([
    ['', null],
    ['--help', null],
    ['-h', null],
    ['help', null],
    ['help info', 'info'],
    ['download --help', 'download'],
    ['serve --port 1 -h', 'serve'],
  ])('shows help for "%s"', (line, topic) => {
    expect(parse(line)).toEqual({ name: 'help', topic });
  });

  it('tells the version', () => {
    expect(parse('--version')).toEqual({ name: 'version' });
  });

  it.each([
    ['dowload a', 'There is no command "dowload"'],
    ['--fast', 'There is no option --fast'],
    ['download', 'Name a torrent file or a magnet link.'],
    ['download a b', '"b" is too much'],
    ['download a --port 70000', '--port takes a port of 0 to 65535, not "70000"'],
    ['download a --port -1', '--port'],
    ['download a --peer ::1:5', '--peer takes HOST:PORT'],
    ['download a --peer h:0', '--peer takes a port of 1 to 65535'],
    ['download a --dht-bootstrap h', '--dht-bootstrap must be none or nodes'],
    ['download a --file 1,x', '--file takes the numbers'],
    ['download a --encryption forced', '--encryption takes one of disabled, allowed'],
    ['download a --json --quiet', 'exclude each other'],
    ['download a --fast', "Unknown option '--fast'."],
    ['info', 'Name a torrent file.'],
    ['create', 'Name a file or folder.'],
  ])('refuses "%s" with a sentence', (line, sentence) => {
    expect(faultOf(line).message).toContain(sentence);
  });

  it('names the command whose help tells more', () => {
    expect(faultOf('info a --fast').command).toBe('info');
    expect(faultOf('download a --port x').command).toBe('download');
  });
});
