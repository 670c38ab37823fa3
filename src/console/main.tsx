import './style/console.css';
import { render } from 'preact';
import { LocationProvider } from './router/location.tsx';
import { SessionGate } from './session/session-gate.tsx';
import { Shell } from './shell/shell.tsx';
import { applyTheme, readTheme } from './shell/theme.ts';

applyTheme(readTheme());

const root = document.getElementById('root');
if (root !== null) {
  render(
    <LocationProvider>
      <SessionGate>{(signedOut) => <Shell onSignedOut={signedOut} />}</SessionGate>
    </LocationProvider>,
    root,
  );
}
