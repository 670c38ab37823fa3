import { useState } from 'preact/hooks';
import { useApi } from '../../api/api-context.ts';
import { useCommand } from '../../api/use-command.ts';
import { count } from '../../format/words.ts';
import { Button } from '../../parts/button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { SelectField } from '../../parts/fields.tsx';
import { Section } from '../../parts/section.tsx';
import { useRefusalFor } from '../../session/session-context.ts';
import type { Guard } from './guard-words.ts';

interface HeldClientProps {
  readonly guard: Guard;
  readonly onDone: () => void;
}

const HOUR = 3_600;
const LENGTHS = [
  { value: String(HOUR), word: '1 hour' },
  { value: String(4 * HOUR), word: '4 hours' },
  { value: String(24 * HOUR), word: '1 day' },
] as const;

/** The decision about one client that is held: the deactivations are meant, or they are a mistake. */
export function HeldClient({ guard, onDone }: HeldClientProps) {
  const api = useApi();
  const refusal = useRefusalFor('operator');
  const [seconds, setSeconds] = useState<string>(LENGTHS[0].value);
  const { run, isRunning, failure } = useCommand<unknown>();
  async function decide(verdict: 'release' | 'reject'): Promise<void> {
    const options = { values: { client: guard.client }, body: { forSeconds: Number(seconds) } };
    const answer = await run(() =>
      verdict === 'release'
        ? api.command('post', '/guard/{client}/release', options)
        : api.command('post', '/guard/{client}/reject', options),
    );
    if (answer !== undefined) onDone();
  }
  return (
    <Section title={`${guard.client} is held`} class="panel-bad">
      <p>
        {guard.client} has deactivated {count(guard.departures, 'person', 'people')} within the window, more
        than policy allows. {count(guard.heldBack, 'person is', 'people are')} held back: each request is
        answered 503 until you decide, and loses nothing.
      </p>
      {failure === undefined ? null : <Failure error={failure} what="The guard stands as before." />}
      <div class="field-row">
        <SelectField label="For" value={seconds} onChange={setSeconds} choices={LENGTHS} />
        <Button
          kind="primary"
          isBusy={isRunning}
          disabledBecause={refusal}
          onClick={() => void decide('release')}
        >
          Release: they are meant
        </Button>
        <Button
          kind="danger"
          isBusy={isRunning}
          disabledBecause={refusal}
          onClick={() => void decide('reject')}
        >
          Reject: a mistake
        </Button>
      </div>
    </Section>
  );
}
