import { useApi } from '../../api/api-context.ts';
import type { AnswerOf } from '../../api/operations.ts';
import { useCommand } from '../../api/use-command.ts';
import { useRead } from '../../live/use-read.ts';
import { Button } from '../../parts/button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { useSession } from '../../session/session-context.ts';

type OpenSession = AnswerOf<'get', '/sessions'>['sessions'][number];

/** Signing in and out makes no event. */
const READ_EVERY_MS = 30_000;

interface EndButtonProps {
  readonly session: OpenSession;
  readonly isBusy: boolean;
  readonly onEnd: (session: OpenSession) => void;
}

/** One's own ends by signing out. */
function EndButton({ session, isBusy, onEnd }: EndButtonProps) {
  if (session.current) return <>this one</>;
  return (
    <Button
      kind="danger"
      isBusy={isBusy}
      label={`End the session ${session.reference} of ${session.who}`}
      onClick={() => onEnd(session)}
    >
      End
    </Button>
  );
}

/** Where somebody is signed in, and for an administrator who else is. */
export function SessionsPage() {
  const api = useApi();
  const { role } = useSession();
  const sessions = useRead('/sessions', {}, { everyMs: READ_EVERY_MS });
  const { run, isRunning, failure } = useCommand<unknown>();

  async function end({ reference }: OpenSession): Promise<void> {
    await run(() => api.command('post', '/sessions/{reference}/end', { values: { reference } }));
    sessions.readAgain();
  }

  const columns: readonly Column<OpenSession>[] = [
    { title: 'Who', isRowHeader: true, cell: ({ who }) => who },
    { title: 'Role', cell: (session) => session.role },
    { title: 'With', cell: ({ signedInWith }) => (signedInWith === 'token' ? 'a token' : 'the provider') },
    { title: 'Since', cell: ({ startedAt }) => <Moment at={startedAt} /> },
    { title: 'Last used', cell: ({ usedAt }) => <Moment at={usedAt} /> },
    { title: 'Ends', cell: ({ endsAt }) => <Moment at={endsAt} /> },
    { title: 'Session', cell: ({ reference }) => <code class="id">{reference}</code> },
    {
      title: 'Action',
      cell: (session) => (
        <EndButton session={session} isBusy={isRunning} onEnd={(ended) => void end(ended)} />
      ),
    },
  ];
  return (
    <Page
      title="Sessions"
      lede={
        role === 'administrator'
          ? 'Who is signed in to this console. A session that is ended here is over at once, at every instance.'
          : 'Where you are signed in to this console. A session that you end here is over at once.'
      }
    >
      {failure === undefined ? null : <Failure error={failure} what="No session was ended." />}
      <ReadResult reading={sessions} of="The sessions">
        {(answer) => (
          <DataTable
            caption="Open sessions, used last first; uses are noted to the minute"
            columns={columns}
            rows={answer.sessions}
            keyOf={({ reference }) => reference}
            empty="Nobody is signed in."
          />
        )}
      </ReadResult>
    </Page>
  );
}
