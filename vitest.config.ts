import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { bundleWorker } from './test/bundle.ts'

/** What is pure needs no workerd, and no turn at the world. */
const PURE = ['test/worker/core/**', 'test/worker/templates/**', 'test/worker/runbook/**']

/** What runs the whole product for hours of its own time. */
const STORIES = ['test/worker/faults/**', 'test/worker/stories/**', 'test/worker/secrets/**']

const isLong = process.env.LONG === '1'

const bundled = bundleWorker()

/**
 * One workerd for all of its files, with a new database for each: starting one takes longer than most of them do. It gets slower
 * with every file all the same, so the long ones have another.
 */
function inWorkerd(name: string, include: string[], exclude: string[]): TestProjectConfiguration {
  return {
    plugins: [
      cloudflareTest(async ({ inject }) => ({
        main: await bundled,
        wrangler: { configPath: './wrangler.toml' },
        remoteBindings: false,
        miniflare: {
          bindings: { TEST_MIGRATIONS: await readD1Migrations('./migrations'), ...inject('settings') },
        },
      })),
    ],
    test: {
      name,
      include,
      exclude,
      globalSetup: ['./test/world.setup.ts'],
      setupFiles: ['./test/worker/setup.ts'],
      testTimeout: 30_000,
      isolate: false,
      // All of them talk to the one world, and each begins by making it new.
      fileParallelism: false,
    },
  }
}

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      inWorkerd('worker', ['test/worker/**/*.test.{ts,tsx}'], [...PURE, ...STORIES]),
      inWorkerd(
        'stories',
        STORIES.map((folder) => `${folder}/*.test.ts`),
        [],
      ),
      {
        test: {
          name: 'pure',
          include: PURE.map((folder) => `${folder}/*.test.ts`),
          isolate: false,
          provide: { isLong },
          testTimeout: isLong ? 3_600_000 : 30_000,
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
