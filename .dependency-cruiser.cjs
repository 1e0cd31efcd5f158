// Who may import whom: the table of docs/architecture.md, checked. Test files may use the test libraries and each other's
// helpers; the product may not.
const npm = 'node_modules/'
const tests = '\\.test\\.ts$|/testing/'
const api = '^apps/api/src'
const web = '^apps/web/src'

/** `name`: what is read when it fails. */
const never = (name, from, to) => ({
  name,
  severity: 'error',
  from: { pathNot: [tests], ...from },
  to,
})

module.exports = {
  forbidden: [
    never('no-cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    never(
      'engine-stands-alone',
      { path: `${api}/engine/` },
      { pathNot: [`${api}/engine/`], dependencyTypesNot: ['core'] },
    ),
    never(
      'rules-of-a-module-are-pure',
      { path: `${api}/modules/.+\\.(policy|state|events|errors)\\.ts$` },
      {
        path: [
          `${npm}graphql`,
          `${npm}@pothos`,
          `${npm}@prisma`,
          `${api}/platform/(?!database/generated)`,
          `${api}/graphql/`,
        ],
      },
    ),
    never(
      'services-know-no-graphql',
      { path: `${api}/modules/`, pathNot: [tests, '\\.schema\\.ts$'] },
      { path: [`${npm}graphql`, `${npm}@pothos`, `${api}/graphql/`, '\\.schema\\.ts$'] },
    ),
    never(
      'services-know-ports-only',
      { path: `${api}/modules/`, pathNot: [tests, '\\.schema\\.ts$'] },
      {
        path: `${api}/platform/`,
        pathNot: [
          `${api}/platform/(database/database|bus/bus|secrets/secret-box|log/log)\\.ts$`,
          `${api}/platform/database/generated/`,
        ],
        dependencyTypesNot: ['type-only'],
      },
    ),
    never(
      'schemas-know-their-own-module',
      { path: `${api}/modules/([^/]+)/.*\\.schema\\.ts$` },
      { path: [`${api}/platform/(?!database/)`, `${api}/jobs/`] },
    ),
    never('jobs-are-thin', { path: `${api}/jobs/` }, { path: [`${api}/graphql/`, '\\.schema\\.ts$'] }),
    never(
      'platform-knows-no-domain',
      { path: `${api}/platform/` },
      { path: [`${api}/modules/(?!kernel/)`, `${api}/graphql/`, `${api}/jobs/`, `${api}/streams/`] },
    ),
    never(
      'streams-know-no-domain',
      { path: `${api}/streams/` },
      { path: [`${api}/modules/(?!kernel/)`, `${api}/jobs/`, `${api}/engine/`] },
    ),
    never(
      'entry-points-are-ends',
      { pathNot: [tests, `${api}/(main|worker|process|compose|demo/[^/]+)\\.ts$`, `${api}/compose/`, '^test/'] },
      { path: `${api}/(main|worker|compose)\\.ts$`, dependencyTypesNot: ['type-only'] },
    ),
    never(
      'features-know-no-other-feature',
      { path: `${web}/features/([^/]+)/` },
      { path: `${web}/features/`, pathNot: `${web}/features/$1/` },
    ),
    never('shared-knows-no-feature', { path: `${web}/shared/` }, { path: [`${web}/features/`, `${web}/app/`] }),
    never('gojs-behind-one-wrapper', { path: web, pathNot: `${web}/shared/diagram/` }, { path: `${npm}gojs` }),
    never('charts-behind-one-wrapper', { path: web, pathNot: `${web}/shared/chart/` }, { path: `${npm}uplot` }),
    never('xterm-behind-one-wrapper', { path: web, pathNot: `${web}/shared/terminal/` }, { path: `${npm}@xterm` }),
    never('the-page-knows-the-contract-only', { path: '^apps/web/' }, { path: '^apps/api/src' }),
    never(
      'tests-come-in-by-the-door',
      { path: '^test/(integration|e2e)/', pathNot: [] },
      { path: `${api}/modules/.*\\.service\\.ts$` },
    ),
    never('declared-packages-only', {}, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
    never('everything-resolves', {}, { couldNotResolve: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    // The peers of the chat benchmark are programs of their own, with packages of their own.
    exclude: { path: '/generated/|/dist/|^test/bench/(chat/peers/|\\.)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.vue', '.mjs', '.js', '.json'],
    },
  },
}
