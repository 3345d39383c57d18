// Owns the stop of a circle: an app that does not take the sign-in sends its visitor back at once, and again, and again.
const MOST = 5;
const WITHIN = 30_000;

/** Notes one more way back to the host; true where there were too many in a short time. */
export function goesInCircles(host: string, now = Date.now()): boolean {
  const key = `way-back ${host}`;
  try {
    const kept: number[] = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    const recent = [...kept.filter((moment) => now - moment < WITHIN), now];
    const stop = recent.length > MOST;
    sessionStorage.setItem(key, JSON.stringify(stop ? [] : recent));
    return stop;
  } catch {
    return false; // Storage can be switched off; the browser itself stops long circles of redirects.
  }
}
