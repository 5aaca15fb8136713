/**
 * Who may import whom (ARCHITECTURE.md): a breach fails `npm test`.
 *
 * The engine's folders stand in layers; a folder imports lower layers and itself. Siblings of one layer
 * meet only through an interface that the user of it declares.
 */
const LAYERS = [
  ['core'],
  ['bencode', 'net', 'limits', 'pieces'],
  ['metainfo', 'wire'],
  ['peer', 'storage', 'picker', 'choker', 'tracker', 'dht', 'discovery', 'webseed', 'nat'],
  ['torrent'],
  ['magnet'],
  ['session'],
  ['host'],
];

const ENGINE = '^server/src/engine';

/** For each folder: it must not import a folder of its own layer or above. */
const layerRules = LAYERS.flatMap((layer, level) =>
  layer.map((folder) => {
    const forbidden = LAYERS.slice(level)
      .flat()
      .filter((name) => name !== folder);
    return {
      name: `engine-layer-${folder}`,
      severity: 'error',
      from: { path: `${ENGINE}/${folder}/`, pathNot: '\\.spec\\.ts$' },
      to: { path: `${ENGINE}/(${forbidden.join('|')})/` },
    };
  }),
).filter((rule) => !rule.to.path.includes('()'));

const NEST_FEATURES =
  'engine-host|torrent|tracker|peer|download|gateway|settings|preferences|health|library|auth';

export default {
  forbidden: [
    ...layerRules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'shared-imports-nothing',
      severity: 'error',
      from: { path: '^shared/' },
      to: { pathNot: '^shared/' },
    },
    {
      name: 'client-imports-shared-only',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^(server|test)/|node_modules/(@nestjs|class-validator|class-transformer)/' },
    },
    {
      name: 'engine-knows-no-framework',
      severity: 'error',
      from: { path: `${ENGINE}/`, pathNot: '\\.spec\\.ts$' },
      to: { pathNot: [`${ENGINE}/`, 'node_modules/bencode/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'bencode-package-behind-its-folder',
      severity: 'error',
      from: { pathNot: `${ENGINE}/bencode/` },
      to: { path: 'node_modules/bencode/' },
    },
    {
      name: 'engine-has-one-door',
      severity: 'error',
      from: { path: '^server/src/', pathNot: `${ENGINE}/` },
      to: { path: `${ENGINE}/`, pathNot: `${ENGINE}/index\\.ts$` },
    },
    {
      name: 'product-code-uses-no-test-code',
      severity: 'error',
      from: { path: '^(server|client|shared)/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: '^test/|/testing/' },
    },
    {
      name: 'features-meet-through-exported-services',
      comment:
        'A Nest feature reaches another through its module and services, not its inner files.',
      severity: 'error',
      from: { path: `^server/src/(${NEST_FEATURES})/` },
      to: {
        path: `^server/src/(${NEST_FEATURES})/`,
        pathNot: [
          '^server/src/$1/',
          '\\.module\\.ts$',
          '\\.service\\.ts$',
          '\\.port\\.ts$',
          // What every route says of itself.
          '^server/src/auth/access\\.ts$',
        ],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'server/tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
