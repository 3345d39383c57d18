// Owns what each test begins with: the settings as they are by default, and nothing of an earlier test.
import { cleanup } from '@testing-library/preact';
import { afterEach, vi } from 'vitest';

const CONFIG = {
  appName: 'Second Lock',
  registration: 'open',
  languages: ['en', 'de'],
  passwordMinLength: 12,
  passkeys: false,
  limits: {
    halfLoginSeconds: 300,
    halfLoginAttempts: 5,
    setupSeconds: 600,
    verifyEmailSeconds: 86400,
    resetSeconds: 3600,
    emailChangeSeconds: 3600,
    trustedDeviceSeconds: 2592000,
    recoveryWaitSeconds: 0,
    backupCodes: 10,
  },
};

const script = document.createElement('script');
script.id = 'config';
script.type = 'application/json';
script.textContent = JSON.stringify(CONFIG);
document.head.append(script);

// All files share one window and its modules. The wait lets calls end that a page still makes after its test.
afterEach(async () => {
  cleanup();
  vi.useRealTimers();
  await new Promise((done) => setTimeout(done, 2));
  vi.unstubAllGlobals();
  localStorage.clear();
  sessionStorage.clear();
  Reflect.deleteProperty(navigator, 'credentials');
  const { config } = await import('./lib/config');
  Object.assign(config, { support: undefined }, CONFIG);
});
