interface EvidenceLinkProps {
  readonly journeyId: string;
  readonly class?: string;
}

/** The evidence of one journey as the bridge's own page, which needs no script: to read, to print, to keep. */
export function EvidenceLink({ journeyId, class: name }: EvidenceLinkProps) {
  return (
    <a class={name} href={`/admin/v1/offboardings/${journeyId}/evidence`} target="_blank" rel="noreferrer">
      Evidence<span class="visually-hidden"> (a page to print, in a new tab)</span>
    </a>
  );
}
