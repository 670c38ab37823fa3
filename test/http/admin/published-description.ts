/**
 * docs/admin-api.json is made from the code. After a change of the admin API:
 * `node test/http/admin/published-description.ts && npx biome format --write docs/admin-api.json`.
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeAdminApi } from '../../../src/http/admin/openapi/document.ts';

export const PUBLISHED = fileURLToPath(new URL('../../../docs/admin-api.json', import.meta.url));

if (import.meta.main) writeFileSync(PUBLISHED, JSON.stringify(describeAdminApi(), null, 2));
