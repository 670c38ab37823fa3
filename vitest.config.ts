import { defineConfig } from 'vitest/config';

const ALL = ['test/**/*.test.ts'];
/** What kills, fuzzes and tries every combination: `npm run test:slow`, which the build runs as well. */
const SLOW = [
  'test/chaos/**/*.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/e2e/canaries.test.ts',
  'test/e2e/overload.test.ts',
  'test/e2e/resilience.test.ts',
  'test/offboarding/clock-jumps.test.ts',
  'test/offboarding/every-switch.test.ts',
  'test/offboarding/model.test.ts',
  'test/store/embedded/kill.test.ts',
  'test/store/embedded/power-loss.test.ts',
  'test/upgrade/**/*.test.ts',
];
/** What needs a registry or tools that npm does not bring: `npm run test:packaging`, which the build runs as well. */
const PACKAGING = ['test/packaging/**/*.test.ts'];
/** What needs Chromium: `npm run test:console`, which the build runs as well. */
const CONSOLE = ['test/console-browser/**/*.test.ts'];
const KINDS: Readonly<Record<string, string[]>> = { slow: SLOW, packaging: PACKAGING, console: CONSOLE };
const wanted = process.env.TESTS ?? 'quick';

export default defineConfig({
  test: {
    include: KINDS[wanted] ?? ALL,
    exclude: wanted in KINDS ? [] : [...(wanted === 'quick' ? SLOW : []), ...PACKAGING, ...CONSOLE],
    environment: 'node',
    globalSetup: ['test/contract/recording.ts', 'test/store/prepared-folder.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One more than cores of a small machine: many tests wait for processes of their own.
    maxWorkers: 3,
    // Some tests hold the code to milliseconds; a loaded build machine may miss such a limit once.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
