// Before the tests: the Debian packages they need, installed where that is possible, or one sentence on what is missing.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const NEEDED = [{ program: '/usr/bin/chromium', package: 'chromium' }]

const missing = NEEDED.filter(({ program }) => !existsSync(program)).map((needed) => needed.package)

if (missing.length > 0) {
  if (process.getuid?.() !== 0) fail()
  run('apt-get', ['update', '-qq'])
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing])
}

function run(program: string, args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  if (spawnSync(program, args, { stdio: 'inherit', env }).status !== 0) fail()
}

function fail(): never {
  console.error(
    `The tests need the Debian packages ${missing.join(' and ')}: sudo apt-get install ${missing.join(' ')}`,
  )
  process.exit(1)
}
