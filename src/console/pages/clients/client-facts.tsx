import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import { type Client, describeGuard, describeWrites } from './client-words.ts';

export function ClientFacts({ client }: { readonly client: Client }) {
  const { settings, authority, createdAt, configured } = client;
  const { scope, patchAnswer, rate, addresses, guard, signedAssertions } = settings;
  return (
    <Section title="What holds for it">
      <Facts
        facts={{
          Writes: <Status {...describeWrites(settings)} />,
          Sees: scope === 'all' ? 'everybody' : 'only people whom it created or adopted',
          'Requests a second': `${rate.perSecond}, ${rate.burst} at once`,
          Guard: describeGuard(guard),
          'Calls from': addresses === undefined ? 'anywhere' : addresses.join(', '),
          'Answer to a PATCH': patchAnswer === 200 ? '200 with the resource' : '204 without content',
          'Signed JWT': signedAssertions && `accepted, for ${signedAssertions.scopes.join(', ')}`,
          'External ids under': authority && <code>{authority}</code>,
          'First credential': createdAt && <Moment at={createdAt} />,
        }}
      />
      <p class="hint">
        {configured
          ? 'The policy file sets this, under clients; what it leaves out are defaults.'
          : 'These are the defaults: the policy file does not name this client.'}
      </p>
    </Section>
  );
}
