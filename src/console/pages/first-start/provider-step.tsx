import { useRead } from '../../live/use-read.ts';
import { SelectField } from '../../parts/fields.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { Section } from '../../parts/section.tsx';
import { useFilters } from '../../router/use-filters.ts';
import { findProvider } from './first-start-words.ts';
import { ProviderSettings } from './provider-settings.tsx';

/** What is to be pasted where, for each identity provider. */
export function ProviderStep() {
  const setup = useRead('/setup');
  const { values, set } = useFilters(['provider']);
  return (
    <Section title="3. The settings of the identity provider">
      <ReadResult reading={setup} of="The settings">
        {(answer) => {
          const provider = findProvider(answer, values.provider);
          if (provider === undefined) return null;
          return (
            <>
              {answer.warnings.map((warning) => (
                <p key={warning} class="trouble">
                  {warning}.
                </p>
              ))}
              <SelectField
                label="Identity provider"
                value={provider.id}
                onChange={(id) => set('provider', id)}
                choices={answer.providers.map(({ id, name }) => ({ value: id, word: name }))}
              />
              <ProviderSettings key={provider.id} provider={provider} />
            </>
          );
        }}
      </ReadResult>
    </Section>
  );
}
