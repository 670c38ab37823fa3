import type { ComponentChildren } from 'preact';

/** Pairs of a name and a value; those without a value are left out. */
export function Facts({ facts }: { readonly facts: Readonly<Record<string, ComponentChildren>> }) {
  const given = Object.entries(facts).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return (
    <dl class="facts">
      {given.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
