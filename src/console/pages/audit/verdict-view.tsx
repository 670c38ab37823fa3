import { describeProblem, describeVerdict, type Verdict } from './audit-words.ts';

const MOST_SHOWN = 20;

/** What a verification came to, read out when it is there. */
export function VerdictView({ verdict }: { readonly verdict: Verdict | undefined }) {
  return (
    <div role="status">
      {verdict === undefined ? null : (
        <div class={verdict.intact ? 'note' : 'trouble'}>
          <p>{describeVerdict(verdict)}</p>
          {verdict.problems.length === 0 ? null : (
            <ul>
              {verdict.problems.slice(0, MOST_SHOWN).map((problem) => (
                <li key={`${problem.position} ${problem.problem}`}>{describeProblem(problem)}</li>
              ))}
              {verdict.problems.length > MOST_SHOWN ? <li>… and more: audit verify lists all.</li> : null}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}
