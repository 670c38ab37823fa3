import type { Reading } from '../../live/use-read.ts';
import { Moment } from '../../parts/moment.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import { hrefTo } from '../../router/match.ts';
import { type Client, lastUseOf } from '../clients/client-words.ts';
import { describeDone, provisioningClients } from './first-start-words.ts';

interface FirstRequestStepProps {
  readonly clients: Reading<{ readonly clients: readonly Client[] }>;
}

export function FirstRequestStep({ clients }: FirstRequestStepProps) {
  return (
    <Section title="4. The first request" actions={<a href={hrefTo('/requests')}>Watch the requests</a>}>
      <ReadResult reading={clients} of="The clients">
        {(answer) => (
          <LastRequest
            at={lastUseOf(provisioningClients(answer.clients).flatMap(({ credentials }) => credentials))}
          />
        )}
      </ReadResult>
    </Section>
  );
}

function LastRequest({ at }: { readonly at: string | undefined }) {
  return (
    <p role="status">
      <Status {...describeDone(at !== undefined)} />{' '}
      {at === undefined ? (
        'Test the connection at the identity provider; the request shows up here.'
      ) : (
        <>
          A client was here last on <Moment at={at} />.
        </>
      )}
    </p>
  );
}
