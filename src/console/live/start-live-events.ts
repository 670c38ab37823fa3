import { LiveEvents } from './live-events.ts';

/** Opens the stream of this browser; gives it together with what ends it. */
export function startLiveEvents(onRefused: () => void): { live: LiveEvents; stop: () => void } {
  const live = new LiveEvents({
    open: () => new EventSource('/admin/v1/events'),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    onRefused,
  });
  const goOffline = () => live.goOffline();
  const goOnline = () => live.start();
  addEventListener('offline', goOffline);
  addEventListener('online', goOnline);
  live.start();
  return {
    live,
    stop: () => {
      removeEventListener('offline', goOffline);
      removeEventListener('online', goOnline);
      live.stop();
    },
  };
}
