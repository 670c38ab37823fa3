/** What a step wrote down of what it found and did. */
export function StepEvidence({
  evidence,
}: {
  readonly evidence: Readonly<Record<string, unknown>> | undefined;
}) {
  if (evidence === undefined || Object.keys(evidence).length === 0) return null;
  return (
    <details>
      <summary>What it found and did</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <pre tabIndex={0}>{JSON.stringify(evidence, null, 2)}</pre>
    </details>
  );
}
