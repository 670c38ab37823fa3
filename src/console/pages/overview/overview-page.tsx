import { concernsOverview } from '../../live/topics.ts';
import { useRead } from '../../live/use-read.ts';
import { Age } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { AllowancePanel } from './allowance-panel.tsx';
import { DatabasePanel } from './database-panel.tsx';
import { GenesysPanel } from './genesys-panel.tsx';
import { InstancesPanel } from './instances-panel.tsx';
import { WorkPanels } from './work-panels.tsx';

/** Whether everything works, and what needs somebody. */
export function OverviewPage() {
  const overview = useRead('/overview', {}, { changes: concernsOverview });
  return (
    <Page
      title="Overview"
      lede={overview.answer === undefined ? 'How the bridge is.' : <ReadAt at={overview.answer.at} />}
    >
      <ReadResult reading={overview} of="The overview">
        {(answer) => (
          <>
            {answer.work === undefined ? null : <WorkPanels work={answer.work} />}
            <div class="grid">
              <div class="stack">
                <GenesysPanel genesys={answer.genesys} />
                <DatabasePanel database={answer.database} />
              </div>
              <AllowancePanel allowance={answer.allowance} />
            </div>
            {answer.instances === undefined ? null : <InstancesPanel instances={answer.instances} />}
          </>
        )}
      </ReadResult>
    </Page>
  );
}

function ReadAt({ at }: { readonly at: string }) {
  return (
    <>
      As it was <Age at={at} />. Follows by itself.
    </>
  );
}
