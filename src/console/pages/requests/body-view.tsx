import { describeBody } from './request-words.ts';

interface BodyViewProps {
  readonly title: string;
  readonly body: unknown;
  readonly isOmitted: boolean;
}

export function BodyView({ title, body, isOmitted }: BodyViewProps) {
  const text = describeBody(body, isOmitted);
  return (
    <div>
      <h3>{title}</h3>
      {text === undefined ? (
        <p class="quiet">None.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        <pre tabIndex={0}>{text}</pre>
      )}
    </div>
  );
}
