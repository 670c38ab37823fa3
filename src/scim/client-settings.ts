/** What an installation may set for one client, as far as requests of that client are answered differently. */

export interface ClientSettings {
  /** Status of a PATCH that succeeded: 200 with the resource, or 204 without (RFC 7644 section 3.5.2). */
  readonly patchAnswer: 200 | 204;
  /** `own`: the client sees and changes only the people whom it created or adopted. */
  readonly scope: 'all' | 'own';
  /** The client may read and nothing else. */
  readonly readOnly: boolean;
  /** Writes are planned and not made. */
  readonly dryRun: boolean;
  /** Requests a second on average, and how many may come at once. */
  readonly rate: { readonly perSecond: number; readonly burst: number };
}
