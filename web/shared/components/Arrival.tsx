// Going to another screen of an app: it begins at its top. Where going back leads to is the browser's business.
import { useEffect } from 'react';
import { useLocation, useNavigationType } from 'react-router';

export function Arrival() {
  const { pathname } = useLocation();
  const way = useNavigationType();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new path is an arrival
  useEffect(() => {
    if (way !== 'POP') window.scrollTo(0, 0);
  }, [pathname, way]);
  return null;
}
