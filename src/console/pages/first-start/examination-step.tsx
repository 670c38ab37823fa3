import { useEffect } from 'preact/hooks';
import { useApi } from '../../api/api-context.ts';
import { useCommand } from '../../api/use-command.ts';
import { Announcement } from '../../parts/announcement.tsx';
import { Button } from '../../parts/button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Section } from '../../parts/section.tsx';
import { useRefusalFor } from '../../session/session-context.ts';
import { FindingsList } from './findings-list.tsx';
import { describeExamination, type Examination } from './first-start-words.ts';

/** Looks at once for what keeps the bridge from working, and again when asked to. */
export function ExaminationStep() {
  const api = useApi();
  const refusal = useRefusalFor('operator');
  const { run, isRunning, failure, answer } = useCommand<Examination>();
  const examine = () => void run(() => api.command('post', '/doctor'));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    if (refusal === undefined) examine();
  }, []);
  const said = isRunning ? 'Looking at credentials, permissions, database and addresses …' : '';
  return (
    <Section
      title="1. Is everything there that the bridge needs?"
      actions={
        <Button isBusy={isRunning} disabledBecause={refusal} onClick={examine}>
          Look again
        </Button>
      }
    >
      <Announcement text={answer === undefined || isRunning ? said : describeExamination(answer)} />
      {refusal === undefined ? null : <p class="note">Looking for it {refusal}.</p>}
      {failure === undefined ? null : <Failure error={failure} what="This could not be found out." />}
      {answer === undefined ? null : <FindingsList findings={answer.findings} />}
    </Section>
  );
}
