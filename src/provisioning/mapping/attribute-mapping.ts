/** One line of the mapping: docs/mapping.md shows these lines, and a test holds the page to them. */
export interface AttributeMapping {
  /** The attribute, with `enterprise` or `Genesys` before those of an extension. */
  readonly scim: string;
  readonly genesys: string;
  readonly notes: string;
}
