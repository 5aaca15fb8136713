/** A system that allows few open files: many files and many peers must not take what the API and the database need. */
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeFaults } from './fault-scene.ts';

const MEBIBYTE = 1024 * 1024;
const KIBIBYTE = 1024;
const OPEN_FILES = 256;
const MANY_FILES = 400;
const STRANGERS = 300;

const prepare = async () => ({ volumes: [], openFiles: OPEN_FILES });

describeFaults(`a limit of ${OPEN_FILES} open files`, { fuse: false, prepare }, (scene) => {
  it('is said at the start, and holds up neither a download of many files nor the API beside many peers', async () => {
    const { lab, server } = scene;
    expect(server.server.output).toMatch(/few-open-files|allows Shoal 256 open files/);
    const download = await server.download({
      name: 'many files',
      directory: lab.path('good'),
      files: Array.from({ length: MANY_FILES }, (_, index) => ({
        path: `part-${index}.bin`,
        bytes: 20 * KIBIBYTE,
      })),
      pieceLength: 64 * KIBIBYTE,
      bytesPerSecond: 2 * MEBIBYTE,
    });
    const strangers = openSockets(server.peerPort, STRANGERS);
    try {
      await server.expectUndisturbed();
      expect(descriptorsOf(server.server.pid)).toBeLessThan(OPEN_FILES);
    } finally {
      for (const socket of strangers) socket.destroy();
    }
    await download.expectExactEnd();
    await server.expectUndisturbed();
  });

  it('keeps the API alive beside programs that open all connections that it gives', async () => {
    const { server } = scene;
    const { hostname, port } = new URL(server.url);
    const idle = openSockets(Number(port), STRANGERS, hostname);
    try {
      await sleep(500);
      expect(descriptorsOf(server.server.pid)).toBeLessThan(OPEN_FILES);
    } finally {
      for (const socket of idle) socket.destroy();
    }
    await server.expectUndisturbed();
  });
});

/** Connections that say nothing; those that are refused are as good. */
function openSockets(port: number, count: number, host = '127.0.0.1'): Socket[] {
  return Array.from({ length: count }, () => connect({ host, port }).on('error', () => {}));
}

function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
