import { useRead } from '../../live/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { ClientStep } from './client-step.tsx';
import { ExaminationStep } from './examination-step.tsx';
import { FirstRequestStep } from './first-request-step.tsx';
import { ProviderStep } from './provider-step.tsx';

/** The last use of a credential moves without an event, and to the minute. */
const READ_EVERY_MS = 10_000;

/** From a bridge that runs to an identity provider that provisions. */
export function FirstStartPage() {
  const clients = useRead('/clients', {}, { everyMs: READ_EVERY_MS });
  return (
    <Page title="First start" lede="Four steps to an identity provider that provisions through this bridge.">
      <ExaminationStep />
      <ClientStep clients={clients} />
      <ProviderStep />
      <FirstRequestStep clients={clients} />
    </Page>
  );
}
