import { useApi } from '../../api/api-context.ts';
import { useCommand } from '../../api/use-command.ts';
import { formatNumber } from '../../format/words.ts';
import { concernsAudit } from '../../live/topics.ts';
import { useRead } from '../../live/use-read.ts';
import { Button } from '../../parts/button.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import { type Chain, describeVerification, type Verdict } from './audit-words.ts';
import { VerdictView } from './verdict-view.tsx';

/** Whether the trail is as it was written, and the head to keep elsewhere as proof. */
export function ChainState() {
  const api = useApi();
  const chain = useRead('/audit/chain', {}, { changes: concernsAudit });
  const { run, isRunning, failure, answer } = useCommand<Verdict>();
  async function verify(): Promise<void> {
    const verdict = await run(() => api.read('/audit/verification'));
    if (verdict !== undefined) chain.readAgain();
  }
  return (
    <Section
      title="Chain"
      actions={
        <Button isBusy={isRunning} onClick={() => void verify()}>
          Verify now
        </Button>
      }
    >
      <ReadResult reading={chain} of="The state of the chain">
        {(state) => <ChainFacts chain={state} />}
      </ReadResult>
      {failure === undefined ? null : <Failure error={failure} what="The trail could not be verified." />}
      <VerdictView verdict={answer} />
    </Section>
  );
}

function ChainFacts({ chain: { entries, head, lastVerification } }: { readonly chain: Chain }) {
  return (
    <Facts
      facts={{
        'Last verification': (
          <>
            <Status {...describeVerification(lastVerification)} />{' '}
            {lastVerification === undefined ? null : <Moment at={lastVerification.at} />}
          </>
        ),
        Entries: formatNumber(entries),
        [`Head, at entry ${formatNumber(head.position)}`]: <code>{head.hash}</code>,
      }}
    />
  );
}
