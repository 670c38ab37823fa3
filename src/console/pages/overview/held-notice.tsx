import { count } from '../../format/words.ts';
import { hrefTo } from '../../router/match.ts';
import type { Work } from './overview-answer.ts';

/** The guard waits for a decision. */
export function HeldNotice({ guards }: Pick<Work, 'guards'>) {
  const held = guards.filter(({ state }) => state === 'held');
  if (held.length === 0) return null;
  const people = held.reduce((sum, { heldBack }) => sum + heldBack, 0);
  return (
    <p class="failure" role="status">
      <span>
        <strong>The guard holds {held.map(({ client }) => client).join(', ')}:</strong>{' '}
        {count(people, 'person is', 'people are')} held back until somebody decides.{' '}
        <a href={hrefTo('/guard')}>Decide</a>
      </span>
    </p>
  );
}
