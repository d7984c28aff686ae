import swc from '@swc/core';

// TypeScript 7 has no JavaScript API, so swc reads the sources. Without it dependency-cruiser would find no file at
// all and call that "no violations": parsing here makes such an installation fail loudly.
swc.parseSync('', { syntax: 'typescript' });

// dependency-cruiser asks swc for TypeScript alone, which in .tsx is JSX as well.
const { parseFileSync } = swc;
Object.assign(swc, {
  /** @type {(file: string, options: import('@swc/core').TsParserConfig) => import('@swc/core').Module} */
  parseFileSync: (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') }),
});

const pure =
  '^src/(modules/tickets/ticket|modules/orders/(order|replica)|bus/(cut|gate|refusal|event|hash-codec))\\.ts$';
const entryPoint = '^src/cli/main\\.ts$';
const compositionRoot = '^src/(main\\.ts$|serve\\.ts$|(cli|story|rebuild)/)';
// What is served beside the modules, and knows none of them.
const rooms = '(admin|contract|live|metrics|trace|web)';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'modules-know-nothing-of-one-another',
      comment:
        'They talk only through streams; an import would be a second, unversioned way to the same record.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/', pathNot: '^src/modules/$1/' },
    },
    {
      name: 'a-module-imports-its-own-files-the-bus-the-events-and-http',
      comment:
        'Whatever else it needs it is given as a dependency, so that main.ts tells all that it touches.',
      severity: 'error',
      from: { path: '^src/modules/' },
      to: {
        path: '^src/',
        pathNot: ['^src/modules/', '^src/bus/(index|refusal)\\.ts$', '^src/events/', '^src/http/'],
      },
    },
    {
      name: 'events-import-only-the-event-and-zod',
      comment:
        'The published language is what both sides may rely on; it must not bring anything of one side along.',
      severity: 'error',
      from: { path: '^src/events/' },
      to: { pathNot: ['^src/bus/event\\.ts$', 'node_modules/zod/'] },
    },
    {
      name: 'http-bus-redis-and-config-know-no-module',
      comment: 'What every module stands on must not lean on one of them.',
      severity: 'error',
      from: { path: '^src/(http/|bus/|redis/|config\\.ts$)' },
      to: { path: '^src/modules/' },
    },
    {
      name: 'the-bus-imports-nothing-but-redis',
      comment:
        'It carries any event for any module: HTTP, the events and the configuration are for others to know.',
      severity: 'error',
      from: { path: '^src/bus/' },
      to: { path: '^src/', pathNot: '^src/((bus|redis)/|(log|spans)\\.ts$)' },
    },
    {
      name: 'http-sees-only-the-face-of-the-bus',
      comment: 'A route that reached into a lane could write a record without its entry (law 1).',
      severity: 'error',
      from: { path: '^src/http/' },
      to: { path: '^src/bus/', pathNot: '^src/bus/index\\.ts$' },
    },
    {
      name: 'a-room-imports-its-own-files-the-events-and-the-faces-of-bus-and-http',
      comment: 'It works on what every module leaves in the bus, whichever modules there are.',
      severity: 'error',
      from: { path: `^src/${rooms}/` },
      to: { path: '^src/', pathNot: ['^src/$1/', '^src/(bus|http)/index\\.ts$', '^src/events/'] },
    },
    {
      name: 'only-the-composition-root-knows-a-room',
      comment: 'Nothing stands on it, so it can be taken out without a trace.',
      severity: 'error',
      from: { path: '^src/', pathNot: [compositionRoot, `^src/${rooms}/`] },
      to: { path: `^src/${rooms}/` },
    },
    {
      name: 'the-composition-root-sees-only-faces',
      comment: 'main.ts reads as the list of the modules, and their inside stays free to change.',
      severity: 'error',
      from: { path: compositionRoot },
      to: {
        path: `^src/(modules/[^/]+|bus|http|tracing|${rooms})/`,
        pathNot: `^src/(modules/[^/]+|bus|http|tracing|${rooms})/index\\.ts$`,
      },
    },
    {
      name: 'the-command-line-loads-late-what-a-command-does',
      comment: 'Its help would have to wait for all of the product.',
      severity: 'error',
      from: { path: '^src/(cli/|(command-line|version)\\.ts$)' },
      to: {
        pathNot: ['^src/(cli/|(command-line|version)\\.ts$)', 'node_modules/commander/'],
        dependencyTypesNot: ['dynamic-import', 'core'],
      },
    },
    {
      name: 'a-client-knows-a-server-by-http-alone',
      comment: 'It works on a server that runs anywhere, and knows its data only as any other client does.',
      severity: 'error',
      from: { path: '^src/(client|dead-letters)/' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/$1/',
          '^src/(client|http)/index\\.ts$',
          '^src/(config|print-table|printable|progress-line)\\.ts$',
        ],
      },
    },
    {
      name: 'nothing-imports-the-composition-root',
      comment: 'It knows everything; to import it is to import everything.',
      severity: 'error',
      from: { path: '^src/', pathNot: compositionRoot },
      to: { path: compositionRoot },
    },
    {
      name: 'the-auditor-shares-no-code-with-the-writers',
      comment: 'A mistake of theirs that it imported would look right to it.',
      severity: 'error',
      from: { path: '^src/verify/' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/verify/',
          '^src/(bus|redis)/index\\.ts$',
          '^src/events/',
          '^src/(config|log|print-table|printable|progress-line)\\.ts$',
        ],
      },
    },
    {
      name: 'nothing-imports-the-auditor',
      comment: 'What it finds must not depend on who asks. The command line starts it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(verify|cli)/' },
      to: { path: '^src/verify/' },
    },
    {
      name: 'pure-files-reach-no-io',
      comment:
        'A decision may run more than once, so it gets its time and its ids as arguments and touches nothing.',
      severity: 'error',
      from: { path: pure },
      to: { pathNot: ['^src/', 'node_modules/zod/'], reachable: true },
    },
    {
      name: 'ioredis-only-in-redis-and-bus',
      comment:
        'WATCH belongs to a connection: who holds a client of their own can break the transactions of a lane.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(redis|bus)/' },
      to: { path: 'node_modules/ioredis/' },
    },
    {
      name: 'only-tracing-knows-open-telemetry',
      comment:
        'The others tell src/spans.ts what they do; which collector hears of it is not theirs to know.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/tracing/' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    {
      name: 'tracing-is-loaded-where-it-is-asked-for',
      comment:
        'A server that traces nothing must not pay for what it takes, so main.ts imports it only then.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/tracing/' },
      to: { path: '^src/tracing/', dynamic: false },
    },
    {
      name: 'tracing-imports-only-what-it-is-told',
      comment: 'It knows spans and nothing of what they stand for.',
      severity: 'error',
      from: { path: '^src/tracing/' },
      to: { path: '^src/', pathNot: ['^src/tracing/', '^src/(log|spans|traceparent|tracing-config)\\.ts$'] },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that imports nothing is forgotten.',
      severity: 'error',
      from: { orphan: true },
      to: {},
    },
    {
      name: 'every-source-is-used-by-the-product',
      comment: 'What only a test reaches is not part of the product.',
      severity: 'error',
      from: { path: entryPoint },
      to: { path: '^src/', pathNot: entryPoint, reachable: false },
    },
    {
      name: 'the-page-imports-nothing-of-the-server',
      comment: 'It stands on the published contract alone, as any other client does.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(src|test|scripts|bench)/' },
    },
    {
      name: 'nothing-imports-the-page',
      comment: 'It runs in a browser; the server only serves what was built of it.',
      severity: 'error',
      from: { path: '^(src|scripts|bench)/' },
      to: { path: '^web/' },
    },
    {
      name: 'all-of-the-page-is-used',
      comment: 'What only a test reaches is not part of the product.',
      severity: 'error',
      from: { path: '^web/main\\.tsx$' },
      to: { path: '^web/', pathNot: '^web/(main\\.tsx$|vite\\.config\\.ts$|build/)', reachable: false },
    },
    {
      name: 'sources-do-not-import-tests-or-tools',
      comment: 'dist/ holds src/ alone.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bench)/' },
    },
    {
      name: 'only-its-own-tests-import-the-benchmark',
      comment: 'Its peers are installed when it runs, and only then.',
      severity: 'error',
      from: { pathNot: '^(bench|test/bench)/' },
      to: { path: '^bench/' },
    },
    {
      name: 'sources-do-not-import-dev-dependencies',
      comment: 'They are absent after `npm ci --omit=dev`.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'imports-are-declared-and-exist',
      comment: 'A package that only happens to be installed is gone with the next lockfile.',
      severity: 'error',
      // The peers of the benchmark are in its own package.json, and absent until it is run.
      from: { pathNot: '^bench/(load|peers)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
