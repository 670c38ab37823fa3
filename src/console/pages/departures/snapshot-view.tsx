import { Section } from '../../parts/section.tsx';

/** What the person held before the bridge touched anything: what a return gives back. */
export function SnapshotView({ snapshot }: { readonly snapshot: unknown }) {
  if (snapshot === undefined || snapshot === null) return null;
  return (
    <Section title="Held before">
      <details>
        <summary>Snapshot taken before the first write</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
        <pre tabIndex={0}>{JSON.stringify(snapshot, null, 2)}</pre>
      </details>
    </Section>
  );
}
