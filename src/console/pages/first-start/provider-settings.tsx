import { CopyField } from '../../parts/copy-field.tsx';
import { Facts } from '../../parts/facts.tsx';
import type { Provider } from './first-start-words.ts';

export function ProviderSettings({ provider }: { readonly provider: Provider }) {
  const { settings, document } = provider;
  const choices = settings.filter(({ copy }) => copy === undefined);
  return (
    <>
      {settings
        .filter(({ copy }) => copy === true)
        .map(({ label, value }) => (
          <CopyField key={label} label={label} value={value} />
        ))}
      <Facts facts={Object.fromEntries(choices.map(({ label, value }) => [label, value]))} />
      <p class="hint">
        The token is the secret of the client. Step by step: <code>{document}</code>
      </p>
    </>
  );
}
