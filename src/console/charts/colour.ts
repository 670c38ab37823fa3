import { useEffect, useState } from 'preact/hooks';

/** A colour of the console as a canvas needs it: custom properties are resolved only where they are used. */
export function resolveColour(within: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  within.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Changes whenever the colours do. */
export function useColourScheme(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const changed = () => setVersion((before) => before + 1);
    system.addEventListener('change', changed);
    addEventListener('themechange', changed);
    return () => {
      system.removeEventListener('change', changed);
      removeEventListener('themechange', changed);
    };
  }, []);
  return version;
}
