// Owns the short name of a browser, read from its User-Agent; a guess for recognition, never a proof.
import { t } from '../strings';

const BROWSERS: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/curl\//, 'curl'],
  [/python/i, 'Python'],
  [/Postman/, 'Postman'],
];

const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPod/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
];

function first(list: [RegExp, string][], text: string): string | undefined {
  return list.find(([pattern]) => pattern.test(text))?.[1];
}

export function agentName(userAgent: string | null): string {
  const text = userAgent ?? '';
  const browser = first(BROWSERS, text);
  const system = first(SYSTEMS, text);
  if (browser && system) return t.device.on(browser, system);
  return browser ?? system ?? t.device.unknown;
}

export type Machine = 'phone' | 'computer' | 'program';

export function machineOf(userAgent: string | null): Machine {
  const text = userAgent ?? '';
  if (/iPhone|iPod|iPad|Android/.test(text)) return 'phone';
  return first(SYSTEMS, text) ? 'computer' : 'program';
}

const UNKNOWN = 'Unknown device';

/** The name that the server gave, in the reader's words. */
export function deviceName({ device, userAgent }: { device?: string; userAgent: string }): string {
  if (!device || device === UNKNOWN) return agentName(userAgent);
  const [browser, system] = device.split(' on ');
  return browser && system ? t.device.on(browser, system) : device;
}
