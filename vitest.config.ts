import { defineConfig } from 'vitest/config';

/**
 * One project a kind of test. `engine` and `server` are unit tests beside the code, `sim` puts the engine
 * among hostile peers and in swarms, `hostile` feeds parsers with a million bad inputs, `app-source` reads the web app's
 * source for what each part of it must keep to; the others need the
 * built server (`e2e`, `security`, `crash`, `faults`), other BitTorrent programs (`interop`, `dht`, `crash`, `faults`), disks
 * of their own (`faults`) or Chromium (`ui`).
 */
const withServer = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['server/src/engine/**/*.spec.ts'],
          testTimeout: 20_000,
          // One for each core: by itself vitest leaves one core free, and sessions wait a lot.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['server/src/**/*.spec.ts'],
          exclude: ['server/src/engine/**'],
          testTimeout: 20_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        // It parses the whole of the app in one test.
        test: {
          name: 'app-source',
          include: ['test/app-source/**/*.spec.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'sim', include: ['test/sim/**/*.spec.ts'], fileParallelism: false },
      },
      {
        extends: true,
        test: {
          name: 'hostile',
          include: ['test/hostile/**/*.spec.ts', 'test/fuzz/**/*.spec.ts'],
          testTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.spec.ts'], ...withServer, maxWorkers: 3 },
      },
      {
        extends: true,
        // Attacks on the web server, over HTTP and in a browser.
        test: {
          name: 'security',
          include: ['test/security/**/*.spec.ts'],
          ...withServer,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        // Its scenarios wait most of the time, each file for disks and a server of its own.
        test: {
          name: 'faults',
          include: ['test/faults/**/*.spec.ts'],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          maxWorkers: 4,
        },
      },
      {
        extends: true,
        test: {
          name: 'interop',
          include: ['test/interop/**/*.spec.ts'],
          ...withServer,
          testTimeout: 180_000,
          // They wait for rates and time-outs more than they compute.
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        // Whole networks of DHT nodes: what one file measures, another must not disturb.
        test: {
          name: 'dht',
          include: ['test/dht/**/*.spec.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'crash',
          include: ['test/crash/**/*.spec.ts'],
          ...withServer,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'ui',
          include: ['test/ui/**/*.spec.ts'],
          ...withServer,
          testTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
