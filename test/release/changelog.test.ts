import { describe, expect, it } from 'vitest';
import { notesOf, releaseChangelog } from '../../release/command/changelog.ts';
import { checkVersion, withChartVersion } from '../../release/command/version.ts';

const DAY = new Date('2026-11-26T23:59:59Z');
const FIRST = '# Changelog\n\n## Unreleased\n\n### Features\n\n- One.\n- Two.\n';

describe('the changelog of a release', () => {
  it('puts what was unreleased under the version and its day', () => {
    expect(releaseChangelog(FIRST, '1.0.0', DAY)).toBe(
      '# Changelog\n\n## Unreleased\n\n## 1.0.0 (2026-11-26)\n\n### Features\n\n- One.\n- Two.\n',
    );
  });

  it('refuses to release nothing, be it the second time', () => {
    const released = releaseChangelog(FIRST, '1.0.0', DAY);
    expect(() => releaseChangelog(released, '1.0.1', DAY)).toThrow(/nothing/);
    expect(() => releaseChangelog('# Changelog\n', '1.0.0', DAY)).toThrow(/one heading/);
  });

  it('finds the notes of one version among others', () => {
    const first = releaseChangelog(FIRST, '1.0.0', DAY);
    const second = releaseChangelog(
      first.replace('## Unreleased\n', '## Unreleased\n\n- Three.\n'),
      '1.1.0',
      DAY,
    );
    expect(notesOf(second, '1.1.0')).toBe('- Three.');
    expect(notesOf(second, '1.0.0')).toBe('### Features\n\n- One.\n- Two.');
    expect(() => notesOf(second, '1.2.0')).toThrow(/1\.2\.0/);
  });
});

describe('the version of a release', () => {
  it.each([
    ['0.1.0', '0.1.0'],
    ['0.2.0', '0.1.9'],
    ['1.0.0-rc.1', '0.9.0'],
    ['1.0.0', '1.0.0-rc.1'],
  ])('%s may follow %s', (next, present) => expect(() => checkVersion(next, present)).not.toThrow());

  it.each([
    ['0.1.0', '0.1.1', /before/],
    ['0.9.0', '1.0.0', /before/],
    ['v1.0.0', '0.1.0', /no version/],
    ['', '0.1.0', /no version/],
  ])('%s may not follow %s', (next, present, reason) =>
    expect(() => checkVersion(next, present)).toThrow(reason),
  );

  it('is the version of the chart and of what it installs', () => {
    const chart = 'apiVersion: v2\nversion: 0.1.0\nappVersion: 0.1.0\n';
    expect(withChartVersion(chart, '0.2.0')).toBe('apiVersion: v2\nversion: 0.2.0\nappVersion: 0.2.0\n');
    expect(() => withChartVersion('apiVersion: v2\n', '0.2.0')).toThrow(/exactly one/);
  });
});
