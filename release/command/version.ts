/** `1.2.3`, or `1.2.3-rc.1`. */
const FORM = /^(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?$/;

/** Throws for what is no version, or one that lies before the present one. */
export function checkVersion(next: string, present: string): void {
  const [wanted, current] = [next, present].map((version) => FORM.exec(version));
  if (!wanted) throw new Error(`${next} is no version: name it like 1.2.3 or 1.2.3-rc.1`);
  if (!current) throw new Error(`package.json has no version that is understood: ${present}`);
  for (const part of [1, 2, 3]) {
    const difference = Number(wanted[part]) - Number(current[part]);
    if (difference > 0) return;
    if (difference < 0) throw new Error(`${next} lies before ${present}, which package.json has`);
  }
}

/** The chart's description with the version of the chart and of what it installs. */
export function withChartVersion(chart: string, version: string): string {
  const changed = chart
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^appVersion: .*$/m, `appVersion: ${version}`);
  if (changed.match(/^(?:version|appVersion): .*$/gm)?.length !== 2) {
    throw new Error('Chart.yaml has not exactly one version and one appVersion');
  }
  return changed;
}
