import { Facts } from '../../parts/facts.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import type { Overview } from './overview-answer.ts';

const KINDS = { embedded: 'embedded, for one instance', postgres: 'PostgreSQL' } as const;

export function DatabasePanel({ database }: { readonly database: Overview['database'] }) {
  const { kind, answers, reason } = database;
  return (
    <Section title="Database">
      <Facts
        facts={{
          State: answers ? (
            <Status tone="good" word="answers" />
          ) : (
            <Status tone="bad" word="does not answer" />
          ),
          Kind: KINDS[kind],
          Reason: reason,
        }}
      />
      {answers ? null : (
        <p>SCIM requests are answered 503 until it answers again; clients send them again by themselves.</p>
      )}
    </Section>
  );
}
