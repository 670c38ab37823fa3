import { Status } from '../../parts/status.tsx';
import { describeSeverity, type Finding, sortFindings } from './first-start-words.ts';

export function FindingsList({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul class="bare findings">
      {sortFindings(findings).map(({ check, severity, finding, cause, cure }) => (
        <li key={`${check} ${finding}`}>
          <Status {...describeSeverity(severity)} /> <strong>{check}</strong>: {finding}
          {cause === undefined ? null : <p class="quiet">{cause}</p>}
          {cure === undefined ? null : (
            <p>
              <strong>What to do:</strong> {cure}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
