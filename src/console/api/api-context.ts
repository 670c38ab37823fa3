import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AdminApi } from './admin-api.ts';

export const ApiContext = createContext<AdminApi | undefined>(undefined);

export function useApi(): AdminApi {
  const api = useContext(ApiContext);
  if (api === undefined) throw new Error('Only what is shown to somebody signed in may ask the admin API');
  return api;
}
