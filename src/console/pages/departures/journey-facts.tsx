import { formatDuration } from '../../format/durations.ts';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import { type JourneyDetails, KIND_WORDS, lockOutTime, toneOfJourney } from './journey-words.ts';

function LockOut({ journey }: { readonly journey: JourneyDetails }) {
  const ms = lockOutTime(journey);
  if (journey.lockedOutAt === undefined || ms === undefined) return null;
  return (
    <>
      <Moment at={journey.lockedOutAt} as="full" /> <span class="quiet">after {formatDuration(ms)}</span>
    </>
  );
}

function moment(at: string | undefined) {
  return at === undefined ? undefined : <Moment at={at} as="full" />;
}

export function JourneyFacts({ journey }: { readonly journey: JourneyDetails }) {
  const { status, kind, email, userId, client, requestId } = journey;
  return (
    <Section title="Journey">
      <Facts
        facts={{
          Status: <Status tone={toneOfJourney(status)} word={status} />,
          Kind: KIND_WORDS[kind],
          'E-mail': email,
          'Genesys id': <code>{userId}</code>,
          'Asked for by': client,
          'Asked for': moment(journey.requestedAt),
          'Locked out': journey.lockedOutAt === undefined ? undefined : <LockOut journey={journey} />,
          Completed: moment(journey.completedAt),
          Restored: moment(journey.restoredAt),
          Request: <code>{requestId}</code>,
        }}
      />
    </Section>
  );
}
