import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['test/contract/recording.ts', 'test/store/prepared-folder.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Some tests hold the code to milliseconds; a loaded build machine may miss such a limit once.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
