// Owns holding a person on a page that shows something only once.
import { useEffect, useState } from 'preact/hooks';

/** While held, closing the tab asks first and Back stays; the count tells how often Back was tried. */
export function useHold(): number {
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const here = location.href;
    function ask(event: BeforeUnloadEvent): void {
      event.preventDefault();
      event.returnValue = true; // Chromium before 119 asks for this alone
    }
    function stay(): void {
      history.pushState(null, '', here);
      setTries((count) => count + 1);
    }
    history.pushState(null, '', here);
    addEventListener('beforeunload', ask);
    addEventListener('popstate', stay);
    return () => {
      removeEventListener('beforeunload', ask);
      removeEventListener('popstate', stay);
    };
  }, []);
  return tries;
}
