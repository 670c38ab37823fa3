import { toTitle } from '../../format/words.ts';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import { hrefTo } from '../../router/match.ts';
import { describeScimAnswer, describeState, type History } from './person-words.ts';

export function PersonFacts({ history }: { readonly history: History }) {
  const { id, now, externalIds, clients } = history;
  return (
    <Section title="Now">
      {now.genesysError === undefined ? null : (
        <p class="note">Genesys Cloud could not be asked, so its part is missing: {now.genesysError}</p>
      )}
      <Facts
        facts={{
          'In Genesys Cloud': <Status {...describeState(now)} />,
          'SCIM answers': <Status {...describeScimAnswer(now)} />,
          'Last accepted': now.wanted === undefined ? undefined : toTitle(now.wanted),
          'E-mail': now.email,
          'Genesys id': <code>{id}</code>,
          'External ids': externalIds.length === 0 ? undefined : <ExternalIds ids={externalIds} />,
          'Created or adopted by': clients.length === 0 ? undefined : <Owners clients={clients} />,
        }}
      />
    </Section>
  );
}

function ExternalIds({ ids }: { readonly ids: History['externalIds'] }) {
  return (
    <ul class="bare">
      {ids.map(({ authority, externalId }) => (
        <li key={`${authority} ${externalId}`}>
          <code>{externalId}</code> <span class="quiet">({authority})</span>
        </li>
      ))}
    </ul>
  );
}

function Owners({ clients }: { readonly clients: History['clients'] }) {
  return (
    <ul class="bare">
      {clients.map(({ client, since }) => (
        <li key={client}>
          <a href={hrefTo(`/clients/${encodeURIComponent(client)}`)}>{client}</a>{' '}
          <span class="quiet">
            since <Moment at={since} />
          </span>
        </li>
      ))}
    </ul>
  );
}
