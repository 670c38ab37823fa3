/** What ServiceProviderConfig advertises and the guards hold. */

/** Resources of one page. */
export const MAX_RESULTS = 200;
/** Resources of a page whose size the client does not choose. */
export const DEFAULT_COUNT = 100;
/** How long a cursor is good for. */
export const CURSOR_TIMEOUT_SECONDS = 600;
/** Of a request body, in bytes. */
export const MAX_PAYLOAD_BYTES = 1_048_576;
export const MAX_BULK_OPERATIONS = 1_000;
