#!/usr/bin/env node
// The one entry behind `npm run …`. It needs nothing but Node and npm: whatever is missing is set up first, and only when
// it is missing or out of date, so that a second start is quick.
import { existsSync } from 'node:fs'
import { fail, say } from './lib/console.mjs'
import { node } from './lib/process.mjs'
import { requireNode } from './lib/requirements.mjs'
import { build, generate, install } from './lib/setup.mjs'

const commands = {
  async setup() {
    await install()
    await generate()
  },
  async build() {
    await commands.setup()
    await build()
  },
  async start(args) {
    await commands.build()
    await node('apps/api/dist/main.js', args)
  },
  async demo(args) {
    await commands.build()
    await node('apps/api/dist/demo.js', args)
  },
  async check() {
    await commands.setup()
    await (await import('./lib/checks.mjs')).runChecks()
  },
  async test(args) {
    await commands.build()
    await (await import('./lib/tests.mjs')).runTests(args)
  },
  async bench(args) {
    await commands.build()
    await (await import('./lib/bench.mjs')).runBench(args)
  },
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : null
if (!command) fail(`Unknown command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
requireNode()
if (!existsSync('pnpm-workspace.yaml')) fail('Run this from the top folder of the repository.')
try {
  await command(args)
} catch (error) {
  say('')
  fail(error instanceof Error ? error.message : String(error))
}
