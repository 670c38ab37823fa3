import { expect, it } from 'vitest';
import { judgeAudit } from '../../release/command/audit.ts';

const report = (vulnerabilities: object, total: number) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { vulnerabilities: { total } } });

it('lets a release pass without a known vulnerability', () => {
  expect(judgeAudit(report({}, 0))).toBe('no known vulnerability in what is shipped');
});

it('stops one with any, and names it', () => {
  expect(() => judgeAudit(report({ express: { severity: 'low' }, pg: { severity: 'critical' } }, 2))).toThrow(
    'express (low), pg (critical)',
  );
});

it.each(['', 'npm error', JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405, body: '' })])(
  'says that nothing was checked when the registry does not answer: %s',
  (answer) => {
    expect(judgeAudit(answer)).toMatch(/^NOT CHECKED/);
  },
);
