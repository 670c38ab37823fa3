import { formatDuration } from '../../format/durations.ts';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import { hrefTo } from '../../router/match.ts';
import { describeStatus, type ScimRequestDetails, toneOfStatus } from './request-words.ts';

export function RequestFacts({ request }: { readonly request: ScimRequestDetails }) {
  const { requestId, at, client, method, path, status, durationMs, instance } = request;
  return (
    <Section
      title="Request"
      actions={
        <a class="button" href={hrefTo('/audit', { requestId })}>
          In the audit trail
        </a>
      }
    >
      <Facts
        facts={{
          Asked: (
            <code>
              {method} {path}
            </code>
          ),
          Answer: <Status tone={toneOfStatus(status)} word={describeStatus(status)} />,
          Client: client ?? 'not let in',
          Time: <Moment at={at} as="full" />,
          Took: formatDuration(durationMs),
          Id: <code>{requestId}</code>,
          Instance: <code>{instance}</code>,
        }}
      />
    </Section>
  );
}
