/** The pages of the console and their addresses. */

import type { ComponentType } from 'preact';
import { DeparturePage } from '../pages/departures/departure-page.tsx';
import { DeparturesPage } from '../pages/departures/departures-page.tsx';
import { GuardPage } from '../pages/guard/guard-page.tsx';
import { OverviewPage } from '../pages/overview/overview-page.tsx';
import type { Route } from '../router/match.ts';

interface PageProps {
  /** From the names in the pattern of the route. */
  readonly values: Readonly<Record<string, string>>;
}

export const ROUTES: readonly Route<ComponentType<PageProps>>[] = [
  { pattern: '', page: OverviewPage },
  { pattern: '/departures', page: DeparturesPage },
  { pattern: '/departures/:id', page: DeparturePage },
  { pattern: '/guard', page: GuardPage },
];
