// Writes the next migration from what changed in prisma/schema.prisma, offline: the schema engine's WebAssembly build
// against an in-memory PGlite. Usage: node scripts/write-migration.mjs <name>, or --print to only see the difference.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..')

/** The package expects a bundler that can import .wasm; this loads it by hand. */
async function loadEngine() {
  const require = createRequire(import.meta.url)
  const glue = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const bindings = await import(pathToFileURL(glue).href)
  const bytes = await readFile(path.join(path.dirname(glue), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bindings.SchemaEngine
}

const columnTypes = {
  16: ColumnTypeEnum.Boolean,
  18: ColumnTypeEnum.Character,
  20: ColumnTypeEnum.Int64,
  21: ColumnTypeEnum.Int32,
  23: ColumnTypeEnum.Int32,
  26: ColumnTypeEnum.Int64,
  1000: ColumnTypeEnum.BooleanArray,
  1002: ColumnTypeEnum.CharacterArray,
  1005: ColumnTypeEnum.Int32Array,
  1007: ColumnTypeEnum.Int32Array,
  1009: ColumnTypeEnum.TextArray,
  1003: ColumnTypeEnum.TextArray,
}

/** As much of a driver adapter as introspection needs. */
function adapterFor(db) {
  const queryable = {
    provider: 'postgres',
    adapterName: 'pglite',
    async queryRaw({ sql, args }) {
      const { fields, rows } = await db.query(sql, args, { rowMode: 'array' })
      return {
        columnNames: fields.map((field) => field.name),
        columnTypes: fields.map((field) => columnTypes[field.dataTypeID] ?? ColumnTypeEnum.Text),
        rows,
      }
    },
    async executeRaw({ sql, args }) {
      return (await db.query(sql, args)).affectedRows ?? 0
    },
  }
  return {
    ...queryable,
    async executeScript(script) {
      await db.exec(script)
    },
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    async startTransaction() {
      throw new Error('not needed')
    },
    dispose: () => db.close(),
  }
}

const bound = () =>
  bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: 'pglite',
    connect: async () => adapterFor(await PGlite.create()),
    connectToShadowDb: async () => adapterFor(await PGlite.create()),
  })

/** The SQL that leads from the migrations to the schema; the empty string when they agree. */
export async function differenceSql({ schemaFile, migrationsDirectory }) {
  const SchemaEngine = await loadEngine()
  const schema = { files: [{ path: 'schema.prisma', content: await readFile(schemaFile, 'utf8') }] }
  const names = (await readdir(migrationsDirectory, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  const migrationDirectories = await Promise.all(
    names.map(async (name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: await readFile(path.join(migrationsDirectory, name, 'migration.sql'), 'utf8') },
      },
    })),
  )
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema.files[0].content]] }, () => {}, bound())
  const { stdout } = await engine.diff({
    from:
      names.length === 0
        ? { tag: 'empty' }
        : {
            tag: 'migrations',
            baseDir: migrationsDirectory,
            lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
            migrationDirectories,
            shadowDbInitScript: '',
          },
    to: { tag: 'schemaDatamodel', ...schema },
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  const sql = (stdout ?? '').trim()
  return sql === '-- This is an empty migration.' ? '' : sql
}

async function main(name) {
  const migrationsDirectory = path.join(root, 'prisma/migrations')
  await mkdir(migrationsDirectory, { recursive: true })
  const sql = await differenceSql({ schemaFile: path.join(root, 'prisma/schema.prisma'), migrationsDirectory })
  if (sql === '') return console.log('The migrations and the schema agree; nothing to write.')
  if (name === '--print') return console.log(sql)
  if (!/^[a-z][a-z0-9_]*$/.test(name ?? '')) throw new Error('Give the migration a name of a-z, 0-9 and _.')
  const numbers = (await readdir(migrationsDirectory)).map((entry) => Number.parseInt(entry, 10) || 0)
  const directory = path.join(migrationsDirectory, `${String(Math.max(0, ...numbers) + 1).padStart(4, '0')}_${name}`)
  await mkdir(directory)
  await writeFile(path.join(directory, 'migration.sql'), `${sql}\n`)
  console.log(`Wrote ${path.relative(root, directory)}/migration.sql. Read it before you commit it.`)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(process.argv[2])
  // PGlite keeps the event loop alive.
  process.exit(0)
}
