import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { bundleWorker } from './test/bundle.ts'

/** What is pure needs no workerd, and no turn at the world. */
const PURE = ['test/worker/core/**', 'test/worker/templates/**', 'test/worker/runbook/**']

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      {
        plugins: [
          cloudflareTest(async ({ inject }) => ({
            main: await bundleWorker(),
            wrangler: { configPath: './wrangler.toml' },
            remoteBindings: false,
            miniflare: {
              bindings: { TEST_MIGRATIONS: await readD1Migrations('./migrations'), ...inject('settings') },
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.{ts,tsx}'],
          exclude: PURE,
          globalSetup: ['./test/world.setup.ts'],
          setupFiles: ['./test/worker/setup.ts'],
          testTimeout: 30_000,
          // One workerd for all of them, with a new database for each: starting one takes longer than most of them do.
          isolate: false,
          // All of them talk to the one world, and each begins by making it new.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'pure',
          include: PURE.map((folder) => `${folder}/*.test.ts`),
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/worker/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
