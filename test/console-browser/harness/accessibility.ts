/** What axe-core finds on a page: WCAG 2.2 AA and its best practices. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
/** All that axe tries by itself, and the size of targets (WCAG 2.2, 2.5.8), which it does not. */
const RULES = JSON.stringify({ rules: { 'target-size': { enabled: true } } });

/** As a tester's console would: the page's own policy for content forbids foreign scripts, which is as it should be. */
export async function findViolations(page: Page): Promise<string[]> {
  const frame = await page.context().newCDPSession(page);
  await frame.send('Runtime.evaluate', { expression: AXE });
  const { result } = await frame.send('Runtime.evaluate', {
    expression: `axe.run(document, ${RULES}).then((results) => JSON.stringify(results))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await frame.detach();
  const { violations }: AxeResults = JSON.parse(String(result.value));
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html}\n  ${failureSummary ?? ''}`),
  );
}
