import { findNearest } from './nearest.ts';

/** Regions of Genesys Cloud and their domains, as in the SDK's table of region hosts. */
export const REGION_HOSTS: Readonly<Record<string, string>> = {
  us_east_1: 'mypurecloud.com',
  eu_west_1: 'mypurecloud.ie',
  ap_southeast_2: 'mypurecloud.com.au',
  ap_northeast_1: 'mypurecloud.jp',
  eu_central_1: 'mypurecloud.de',
  us_west_2: 'usw2.pure.cloud',
  ca_central_1: 'cac1.pure.cloud',
  ap_northeast_2: 'apne2.pure.cloud',
  eu_west_2: 'euw2.pure.cloud',
  ap_south_1: 'aps1.pure.cloud',
  us_east_2: 'use2.us-gov-pure.cloud',
  sa_east_1: 'sae1.pure.cloud',
  me_central_1: 'mec1.pure.cloud',
  ap_northeast_3: 'apne3.pure.cloud',
  eu_central_2: 'euc2.pure.cloud',
  mx_central_1: 'mxc1.pure.cloud',
  ap_southeast_1: 'apse1.pure.cloud',
  eusc_de_east_1: 'edee1.eusc-pure.cloud',
};

const HOSTS = new Set(Object.values(REGION_HOSTS));

/** The domain of a region given by name (`eu-central-1`, `eu_central_1`) or by domain (`mypurecloud.de`). */
export function findRegionHost(region: string): string | undefined {
  const text = region.trim().toLowerCase();
  if (HOSTS.has(text)) return text;
  const name = text.replaceAll('-', '_');
  return Object.hasOwn(REGION_HOSTS, name) ? REGION_HOSTS[name] : undefined;
}

/** The region name or domain that a mistyped one comes near to. */
export function nearestRegion(region: string): string | undefined {
  return findNearest(region.trim().replaceAll('-', '_'), [...Object.keys(REGION_HOSTS), ...HOSTS]);
}
