const HEADING = '## Unreleased\n';

/**
 * The changelog with what was unreleased under a version of its own and nothing unreleased. Throws where there is nothing
 * to release.
 */
export function releaseChangelog(changelog: string, version: string, date: Date): string {
  const parts = changelog.split(HEADING);
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2) {
    throw new Error('CHANGELOG.md has not exactly one heading "## Unreleased"');
  }
  const [notes = ''] = after.split(/^## /m);
  if (!/^- /m.test(notes)) throw new Error('CHANGELOG.md says of nothing that it is unreleased');
  const day = date.toISOString().slice(0, 10);
  return `${before}${HEADING}\n## ${version} (${day})\n${after}`;
}

/** What stands under a version, as the text of its tag. */
export function notesOf(changelog: string, version: string): string {
  const section = changelog.split(/^## /m).find((part) => part.startsWith(`${version} (`));
  if (section === undefined) throw new Error(`CHANGELOG.md has no section for ${version}`);
  return section.slice(section.indexOf('\n')).trim();
}
