// Owns what the server writes into the page, for the tests: the settings as they are by default.
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
