import { concernsGuard } from '../../live/topics.ts';
import { useRead } from '../../live/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { GuardTable } from './guard-table.tsx';
import { HeldClient } from './held-client.tsx';

/** What is held back because one client deactivates too many, and the decision about it. */
export function GuardPage() {
  const guards = useRead('/guard', {}, { changes: concernsGuard });
  return (
    <Page
      title="Guard"
      lede="A client that deactivates more people than policy allows is held until somebody decides."
    >
      <ReadResult reading={guards} of="The guard">
        {(answer) => (
          <>
            {answer.guards
              .filter(({ state }) => state === 'held')
              .map((guard) => (
                <HeldClient key={guard.client} guard={guard} onDone={guards.readAgain} />
              ))}
            <GuardTable guards={answer.guards} />
          </>
        )}
      </ReadResult>
    </Page>
  );
}
