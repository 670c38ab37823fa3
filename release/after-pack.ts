/** Runs after `npm pack`: in the working copy the package's own lock file would hide the one of development. */

import { rmSync } from 'node:fs';

rmSync(new URL('../npm-shrinkwrap.json', import.meta.url), { force: true });
