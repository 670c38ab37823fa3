/** What `npm audit` says of the packages that are shipped. Not every registry answers the question. */

import { z } from 'zod';

const reportSchema = z.object({
  metadata: z.object({ vulnerabilities: z.object({ total: z.number() }) }),
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string() })),
});

/**
 * One line of what was found out; `report` is what `npm audit --omit=dev --json` printed. Throws for a known vulnerability of
 * any severity: it is mended, or the release waits.
 */
export function judgeAudit(report: string): string {
  const { data } = reportSchema.safeParse(readJson(report));
  if (data === undefined)
    return 'NOT CHECKED for known vulnerabilities: the registry does not answer npm audit';
  const found = Object.entries(data.vulnerabilities).map(([name, { severity }]) => `${name} (${severity})`);
  if (data.metadata.vulnerabilities.total === 0) return 'no known vulnerability in what is shipped';
  throw new Error(`npm audit knows of vulnerabilities in what is shipped: ${found.join(', ')}`);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
