import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { describeSettings, readConfig, unknownVariables } from './read-config.ts';
import { SETTINGS } from './settings.ts';

const read = (environment: Record<string, string>, flags: string[] = []) =>
  readConfig({ environment, flags, workingDirectory: '/srv/shoal' });

describe('readConfig', () => {
  it('has a default for everything', () => {
    const config = read({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, basePath: '/' });
    expect(config.dataDirectory).toBe('/srv/shoal/data');
    expect(config.downloadDirectory).toBe('/srv/shoal/downloads');
    expect(config.engine).toMatchObject({ peerPort: 51_413, peerHost: null });
  });

  it('is frozen', () => {
    expect(Object.isFrozen(read({}))).toBe(true);
    expect(Object.isFrozen(read({}).engine)).toBe(true);
  });

  it('lets a flag win over its variable', () => {
    expect(read({ SHOAL_PORT: '9000' }, ['--port', '0']).port).toBe(0);
    expect(read({ SHOAL_PORT: '9000' }, ['--port=9001']).port).toBe(9001);
  });

  it('counts an empty variable as not set', () => {
    expect(read({ SHOAL_PORT: '' }).port).toBe(8080);
  });

  it('gives every limit of the engine a variable', () => {
    const { engine } = read({
      SHOAL_PEER_HOST: '127.0.0.1',
      SHOAL_PEER_PORT: '0',
      SHOAL_DOWNLOAD_LIMIT: '2MiB',
      SHOAL_UPLOAD_LIMIT: '100',
      SHOAL_ENCRYPTION: 'required',
      SHOAL_DHT: 'false',
      SHOAL_DHT_BOOTSTRAP: 'router.example.org:6881, 192.0.2.7:1 [2001:db8::1]:2',
      SHOAL_DHT_READ_ONLY: 'true',
      SHOAL_DHT_UPLOAD_LIMIT: '20kB',
      SHOAL_LSD: 'false',
      SHOAL_PEX: 'false',
      SHOAL_MAX_METADATA_MIB: '3',
      SHOAL_MAX_CONNECTIONS: '10',
      SHOAL_MAX_CONNECTIONS_PER_DOWNLOAD: '5',
      SHOAL_MAX_KNOWN_PEERS: '70',
      SHOAL_ALLOW_SEVERAL_PER_ADDRESS: 'true',
      SHOAL_UPLOAD_SLOTS: '2',
      SHOAL_UPLOAD_SLOTS_FLOOR: '3',
      SHOAL_UPLOAD_SLOTS_CEILING: '30',
      SHOAL_MAX_UPLOAD_SLOTS: '90',
      SHOAL_MAX_ACTIVE_DOWNLOADS: 'unlimited',
      SHOAL_MAX_ACTIVE_SEEDS: '100',
      SHOAL_MAX_ACTIVE: '200',
      SHOAL_SLOW_KIB_PER_SECOND: '4',
      SHOAL_SLOW_AFTER_SECONDS: '30',
      SHOAL_WRITE_SLAB_MIB: '16',
      SHOAL_READ_SLAB_MIB: '8',
      SHOAL_DISK_WORKERS: '1',
      SHOAL_CHECKPOINT_SECONDS: '3',
      SHOAL_ACCEPT_SELF_SIGNED_TRACKERS: 'true',
      SHOAL_LOG_LEVEL: 'debug',
    });
    expect(engine).toMatchObject({
      peerHost: '127.0.0.1',
      peerPort: 0,
      downloadLimit: 2_097_152,
      uploadLimit: 102_400,
      encryption: 'required',
      dht: false,
      dhtBootstrap: ['router.example.org:6881', '192.0.2.7:1', '[2001:db8::1]:2'],
      dhtReadOnly: true,
      dhtUploadBytesPerSecond: 20_000,
      lsd: false,
      pex: false,
      maxMetadataBytes: 3_145_728,
      maxConnections: 10,
      maxConnectionsPerDownload: 5,
      maxKnownPeers: 70,
      allowSeveralPerAddress: true,
      uploadSlots: 2,
      uploadSlotsFloor: 3,
      uploadSlotsCeiling: 30,
      maxUploadSlots: 90,
      maxActiveDownloads: null,
      maxActiveSeeds: 100,
      maxActive: 200,
      slowBytesPerSecond: 4096,
      slowAfterMs: 30_000,
      writeSlabBytes: 16_777_216,
      readSlabBytes: 8_388_608,
      diskWorkers: 1,
      checkpointIntervalMs: 3000,
      acceptSelfSignedTrackers: true,
      logLevel: 'debug',
    });
  });

  it('asks nobody for nodes of the DHT where told so, and the well-known ones by itself', () => {
    expect(read({ SHOAL_DHT_BOOTSTRAP: 'none' }).engine.dhtBootstrap).toEqual([]);
    expect(read({}).engine.dhtBootstrap).toContain('dht.libtorrent.org:25401');
  });

  it.each([
    ['localhost', '127.0.0.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['[::]', '::'],
  ])('reads the host %s as %s', (text, expected) => {
    expect(read({ SHOAL_HOST: text }).host).toBe(expected);
  });

  it.each([
    ['shoal', '/shoal/'],
    ['/a/b/', '/a/b/'],
    ['/', '/'],
  ])('reads the base path %s as %s', (text, expected) => {
    expect(read({ SHOAL_BASE_PATH: text }).basePath).toBe(expected);
  });

  it.each([
    { SHOAL_PORT: '80a' },
    { SHOAL_PORT: '65536' },
    { SHOAL_SESSION_DAYS: '0' },
    { SHOAL_HOST: 'example.org' },
    { SHOAL_BASE_PATH: '/../x' },
    { SHOAL_LOG_LEVEL: 'loud' },
    { SHOAL_ENCRYPTION: 'forced' },
    { SHOAL_PEER_HOST: 'no-such-interface' },
    { SHOAL_ACCEPT_SELF_SIGNED_TRACKERS: 'maybe' },
    { SHOAL_DISK_WORKERS: '0' },
    { SHOAL_DHT: 'on' },
    { SHOAL_DHT_BOOTSTRAP: 'router.example.org' },
    { SHOAL_DHT_BOOTSTRAP: 'router.example.org:0' },
    { SHOAL_DHT_BOOTSTRAP: '[router.example.org]:1' },
    { SHOAL_DHT_UPLOAD_LIMIT: 'none' },
    { SHOAL_MAX_ACTIVE_SEEDS: 'none' },
    { SHOAL_DOWNLOAD_LIMIT: '-1' },
    { SHOAL_UPLOAD_LIMIT: '2 parsecs' },
    { SHOAL_UPLOAD_LIMIT: '900B' },
  ])('names the wrong variable in one line: %o', (environment) => {
    const [name] = Object.keys(environment);
    expect(() => read(environment as Record<string, string>)).toThrow(ConfigError);
    expect(() => read(environment as Record<string, string>)).toThrow(
      new RegExp(`^${name} .*\\.$`),
    );
  });

  it.each([
    ['none', null],
    ['0', null],
    ['500', 512_000],
    ['1.5 MB/s', 1_500_000],
    ['64kib', 65_536],
    ['2048B', 2048],
  ])('reads the rate %s', (text, expected) => {
    expect(read({ SHOAL_DOWNLOAD_LIMIT: text }).engine.downloadLimit).toBe(expected);
  });

  it('locks the settings that are given, and no others', () => {
    expect(read({}).lockedSettings).toEqual([]);
    const { lockedSettings } = read({ SHOAL_UPLOAD_LIMIT: 'none' }, ['--upload-slots', 'auto']);
    expect(lockedSettings).toEqual(['uploadLimit', 'uploadSlots']);
  });

  it('refuses a flag that it does not know', () => {
    expect(() => read({}, ['--prot', '1'])).toThrow(/--prot/);
    expect(() => read({}, ['extra'])).toThrow(ConfigError);
  });

  it('finds misspelt variables', () => {
    expect(unknownVariables({ SHOAL_PROT: '1', SHOAL_PORT: '1', PATH: '' })).toEqual([
      'SHOAL_PROT',
    ]);
  });

  it('describes every setting', () => {
    for (const setting of SETTINGS) expect(describeSettings()).toContain(setting.variable);
  });
});

describe('the first account of the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shoal-secret-'));
  const file = join(folder, 'password');
  writeFileSync(file, 'a password of a file\nand more\n');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has its password from a variable, or from the first line of a file', () => {
    const direct = read({ SHOAL_ADMIN_USER: 'anna', SHOAL_ADMIN_PASSWORD: 'a password' });
    expect(direct.firstAccount?.name).toBe('anna');
    expect(direct.firstAccount?.readPassword()).toBe('a password');
    const filed = read({ SHOAL_ADMIN_USER: 'anna', SHOAL_ADMIN_PASSWORD_FILE: file });
    expect(filed.firstAccount?.readPassword()).toBe('a password of a file');
    expect(read({}).firstAccount).toBeNull();
  });

  it('reads the file no earlier than it is needed: a later start may be without it', () => {
    const missing = join(folder, 'none');
    const config = read({ SHOAL_ADMIN_USER: 'anna', SHOAL_ADMIN_PASSWORD_FILE: missing });
    expect(() => config.firstAccount?.readPassword()).toThrow(ConfigError);
  });

  it.each([
    { SHOAL_ADMIN_USER: 'anna' },
    { SHOAL_ADMIN_PASSWORD: 'secret text' },
    {
      SHOAL_ADMIN_USER: 'anna',
      SHOAL_ADMIN_PASSWORD: 'secret text',
      SHOAL_ADMIN_PASSWORD_FILE: file,
    },
  ])('refuses half of it, or too much, without telling the password: %o', (environment) => {
    expect(() => read(environment)).toThrow(ConfigError);
    expect(() => read(environment)).not.toThrow(/secret text/);
  });

  it('is in no form of the configuration that could be printed', () => {
    const config = read({ SHOAL_ADMIN_USER: 'anna', SHOAL_ADMIN_PASSWORD: 'secret text' });
    expect(inspect(config, { depth: null })).not.toContain('secret text');
    expect(JSON.stringify(config)).not.toContain('secret text');
  });

  it('takes no password from the command line, where everybody would see it', () => {
    expect(() => read({}, ['--admin-password', 'secret text'])).toThrow(ConfigError);
    expect(() => read({}, ['--admin-password=secret text'])).not.toThrow(/secret text/);
    expect(describeSettings()).not.toContain('--admin-password,');
    expect(describeSettings()).toContain('SHOAL_ADMIN_PASSWORD');
  });
});
