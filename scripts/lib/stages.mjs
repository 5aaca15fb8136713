/**
 * The stages of `npm test`, in order: the quick ones first. Vitest and `ng test` write their counts to a JSON
 * report besides what they print.
 */
const VITEST = 'node_modules/vitest/vitest.mjs';
const TSC = 'node_modules/typescript/bin/tsc';
const CHECKED_BY_TSC = [
  'shared/tsconfig.json',
  'server/src/engine/tsconfig.json',
  'server/tsconfig.json',
  'test/tsconfig.json',
];

/**
 * @typedef {object} Stage
 * @property {string} name as an argument of `npm test -- <name>`
 * @property {string} title
 * @property {string[][]} commands each a script below the root and its arguments
 * @property {((report: string) => string[])=} reportArguments makes the command write its counts there
 */

/** @type {Stage[]} */
export const STAGES = [
  {
    name: 'format',
    title: 'Format',
    commands: [['node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn']],
  },
  {
    name: 'lint',
    title: 'Lint',
    commands: [['node_modules/oxlint/bin/oxlint', '--deny-warnings']],
  },
  {
    name: 'architecture',
    title: 'Architecture: who may import whom',
    commands: [
      [
        'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
        '--config',
        '.dependency-cruiser.mjs',
        'server/src',
        'client/src',
        'shared',
        'test',
      ],
    ],
  },
  {
    name: 'types',
    title: 'Types',
    commands: CHECKED_BY_TSC.map((project) => [TSC, '-p', project, '--noEmit']),
  },
  vitestStage('app-source', "The web app's source: words, colours, keys", ['app-source']),
  vitestStage('unit', 'Unit tests of engine and server', ['engine', 'server']),
  vitestStage('sim', 'Hostile peers and whole swarms', ['sim']),
  vitestStage('hostile', 'Hostile input: the tables, and a million inputs for the parsers', [
    'hostile',
  ]),
  {
    name: 'client',
    title: 'Unit tests of the web app',
    commands: [['node_modules/@angular/cli/bin/ng.js', 'test', '--watch=false']],
    reportArguments: (report) => [
      '--reporters',
      'default',
      '--reporters',
      'json',
      '--output-file',
      report,
    ],
  },
  vitestStage('e2e', 'End-to-end tests of the built server', ['e2e']),
  vitestStage('security', 'Attacks on the web server', ['security']),
  vitestStage('faults', 'Disks that fail under the built server', ['faults']),
  vitestStage('interop', 'Interoperation with other clients', ['interop']),
  vitestStage('dht', 'A DHT of a hundred nodes', ['dht']),
  vitestStage('crash', 'Kills in the middle of downloads', ['crash']),
  vitestStage('ui', 'The web app in a browser', ['ui']),
];

/** @returns {Stage} */
function vitestStage(name, title, projects) {
  return {
    name,
    title,
    commands: [[VITEST, 'run', ...projects.flatMap((project) => ['--project', project])]],
    reportArguments: (report) => [
      '--reporter',
      'default',
      '--reporter',
      'json',
      `--outputFile.json=${report}`,
    ],
  };
}
