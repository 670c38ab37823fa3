/** The pages in the order of the navigation. */
export const NAVIGATION: readonly { readonly path: string; readonly word: string }[] = [
  { path: '', word: 'Overview' },
  { path: '/departures', word: 'Departures' },
  { path: '/people', word: 'People' },
  { path: '/guard', word: 'Guard' },
  { path: '/clients', word: 'Clients' },
  { path: '/requests', word: 'Requests' },
  { path: '/audit', word: 'Audit' },
  { path: '/first-start', word: 'First start' },
];
