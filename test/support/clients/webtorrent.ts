/**
 * webtorrent, the client that is JavaScript too. It is no dependency of the project: it is installed from the
 * registry into a folder that goes with it, without install scripts, and so without what it has of native
 * code (WebRTC, uTP), which TCP peers do not need.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildProgram, runProgram } from '../child-program.ts';
import { findFreePort } from '../free-port.ts';
import { TempFolder } from '../temp-folder.ts';
import type { ClientKind, ClientOptions, RunningClient } from './client.ts';

const PROGRAM = join(import.meta.dirname, '..', 'webtorrent-peer.mjs');
/** Stands for the package that loads native code as soon as it is imported. */
const NO_WEBRTC = {
  'package.json': JSON.stringify({
    name: 'webrtc-polyfill',
    version: '1.0.0',
    type: 'module',
    exports: './index.js',
  }),
  'index.js': `export const RTCPeerConnection = undefined;
export const RTCSessionDescription = undefined;
export const RTCIceCandidate = undefined;
`,
};

export interface InstalledWebtorrent extends AsyncDisposable {
  kind: ClientKind;
}

/** Rejects where the registry cannot be reached or has no such package. */
export async function installWebtorrent(): Promise<InstalledWebtorrent> {
  const folder = await TempFolder.create('webtorrent');
  try {
    const stub = folder.join('no-webrtc');
    await mkdir(stub);
    for (const [name, text] of Object.entries(NO_WEBRTC)) await writeFile(join(stub, name), text);
    const manifest = {
      private: true,
      dependencies: { webtorrent: '*' },
      overrides: { 'webrtc-polyfill': 'file:./no-webrtc' },
    };
    await writeFile(folder.join('package.json'), JSON.stringify(manifest));
    const install = ['install', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund'];
    await runProgram('npm', [...install, '--prefix', folder.path]);
  } catch (error) {
    await folder.remove();
    throw error;
  }
  return {
    kind: webtorrentIn(folder.join('node_modules', 'webtorrent')),
    [Symbol.asyncDispose]: () => folder.remove(),
  };
}

function webtorrentIn(packageFolder: string): ClientKind {
  const start = (options: ClientOptions): Promise<RunningClient> => run(packageFolder, options);
  return {
    name: 'webtorrent',
    seed: start,
    leech: start,
    version: async () => {
      const text = await readFile(join(packageFolder, 'package.json'), 'utf8');
      const { version } = JSON.parse(text) as { version: string };
      return `webtorrent ${version} on Node ${process.versions.node}`;
    },
  };
}

async function run(packageFolder: string, options: ClientOptions): Promise<RunningClient> {
  const port = options.port ?? (await findFreePort());
  const program = new ChildProgram(process.execPath, [
    PROGRAM,
    packageFolder,
    options.torrent.path,
    options.folder,
    String(port),
  ]);
  await program.waitForLine((line) => line.includes('"listening"'));
  return {
    pid: program.pid,
    address: `127.0.0.1:${port}`,
    complete: async (timeoutMs) => {
      await program.waitForLine((line) => line.includes('"complete"'), timeoutMs);
    },
    [Symbol.asyncDispose]: () => program.stop(),
  };
}
