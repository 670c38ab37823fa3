/** The pages of the console and their addresses. */

import type { ComponentType } from 'preact';
import { DeparturePage } from '../pages/departures/departure-page.tsx';
import { DeparturesPage } from '../pages/departures/departures-page.tsx';
import { GuardPage } from '../pages/guard/guard-page.tsx';
import { OverviewPage } from '../pages/overview/overview-page.tsx';
import type { Route } from '../router/match.ts';
import { lazyPage, type PageProps } from './lazy-page.tsx';

const PeoplePage = lazyPage(async () => (await import('../pages/people/people-page.tsx')).PeoplePage);
const PersonPage = lazyPage(async () => (await import('../pages/people/person-page.tsx')).PersonPage);
const ClientsPage = lazyPage(async () => (await import('../pages/clients/clients-page.tsx')).ClientsPage);
const ClientPage = lazyPage(async () => (await import('../pages/clients/client-page.tsx')).ClientPage);
const RequestsPage = lazyPage(async () => (await import('../pages/requests/requests-page.tsx')).RequestsPage);
const RequestPage = lazyPage(async () => (await import('../pages/requests/request-page.tsx')).RequestPage);
const AuditPage = lazyPage(async () => (await import('../pages/audit/audit-page.tsx')).AuditPage);
const SessionsPage = lazyPage(async () => (await import('../pages/sessions/sessions-page.tsx')).SessionsPage);
const FirstStartPage = lazyPage(
  async () => (await import('../pages/first-start/first-start-page.tsx')).FirstStartPage,
);

export const ROUTES: readonly Route<ComponentType<PageProps>>[] = [
  { pattern: '', page: OverviewPage },
  { pattern: '/departures', page: DeparturesPage },
  { pattern: '/departures/:id', page: DeparturePage },
  { pattern: '/people', page: PeoplePage },
  { pattern: '/people/:id', page: PersonPage },
  { pattern: '/guard', page: GuardPage },
  { pattern: '/clients', page: ClientsPage },
  { pattern: '/clients/:name', page: ClientPage },
  { pattern: '/requests', page: RequestsPage },
  { pattern: '/requests/:requestId', page: RequestPage },
  { pattern: '/audit', page: AuditPage },
  { pattern: '/sessions', page: SessionsPage },
  { pattern: '/first-start', page: FirstStartPage },
];
