import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { LiveEvents, LiveState } from './live-events.ts';

export const LiveContext = createContext<LiveEvents | undefined>(undefined);

export function useLiveState(): LiveState {
  const live = useContext(LiveContext);
  const [state, setState] = useState(live?.state ?? 'connecting');
  useEffect(() => {
    if (live === undefined) return;
    setState(live.state);
    return live.watchState(() => setState(live.state));
  }, [live]);
  return state;
}
