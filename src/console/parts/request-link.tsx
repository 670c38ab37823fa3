import { shortenId } from '../format/words.ts';
import { hrefTo } from '../router/match.ts';

/** To all that the audit trail has of a request. */
export function RequestLink({ requestId }: { readonly requestId: string | undefined }) {
  if (requestId === undefined) return <>–</>;
  return (
    <a href={hrefTo('/audit', { requestId })} title={requestId}>
      {shortenId(requestId)}
    </a>
  );
}
