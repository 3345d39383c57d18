// Owns the two scripted journeys: a browser's by cookies, a program's by tokens. Codes are computed here.

/** Before each request: the codes of the authenticator for this time step and its two neighbours (RFC 6238). */
export const collectionScript = `
const secret = pm.collectionVariables.get('secret');
if (secret) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = CryptoJS.enc.Hex.parse(bits.match(/.{8}/g).map((b) => parseInt(b, 2).toString(16).padStart(2, '0')).join(''));
  const codeAt = (step) => {
    const counter = CryptoJS.enc.Hex.parse(step.toString(16).padStart(16, '0'));
    const mac = CryptoJS.HmacSHA1(counter, key).toString();
    const at = parseInt(mac.slice(-1), 16) * 2;
    return String((parseInt(mac.slice(at, at + 8), 16) & 0x7fffffff) % 1000000).padStart(6, '0');
  };
  const now = Math.floor(Date.now() / 30000);
  pm.collectionVariables.set('previousCode', codeAt(now - 1));
  pm.collectionVariables.set('code', codeAt(now));
  pm.collectionVariables.set('nextCode', codeAt(now + 1));
}
`
  .trim()
  .split('\n');

const status = (wanted) => `pm.test('the answer is ${wanted}', () => pm.response.to.have.status(${wanted}));`;
const holds = (text) => `pm.test(${JSON.stringify(`it holds ${text}`)}, () => pm.expect(pm.response.text()).to.include(${JSON.stringify(text)}));`;
const keep = (name, path) => `pm.collectionVariables.set('${name}', pm.response.json()${path});`;

function step(name, call, body, ...tests) {
  const [method, path] = call.split(' ');
  const header = [{ key: 'Content-Type', value: 'application/json' }];
  if (path.startsWith('!')) header.push({ key: 'Authorization', value: 'Bearer {{accessToken}}' });
  const request = { method, header, url: `{{baseUrl}}/api/auth/${path.replace('!', '')}` };
  if (body) request.body = { mode: 'raw', raw: JSON.stringify(body) };
  return { name, request, event: [{ listen: 'test', script: { type: 'text/javascript', exec: tests } }] };
}

const credentials = { email: '{{email}}', password: '{{password}}' };

export const cookieJourney = {
  name: 'Journey: a browser',
  description: 'Needs an account without a second factor in the environment. Cookies are kept by Postman.',
  item: [
    step('Sign in by password', 'POST login', credentials, status(200), holds('"user"')),
    step('Set an authenticator up', 'POST 2fa/setup', {}, status(200), keep('secret', '.secret')),
    step('Turn it on', 'POST 2fa/enable', { token: '{{previousCode}}' }, status(200), keep('backupCode', '.backupCodes[0]')),
    step('Sign out', 'POST logout', {}, status(200)),
    step('The password alone', 'POST login', credentials, status(200), holds('"requires2FA":true')),
    step('Half signed in', 'GET 2fa/pending', undefined, status(200), holds('attemptsLeft')),
    step('Not signed in yet', 'GET me', undefined, status(401), holds('not_signed_in')),
    step('The second step', 'POST 2fa/verify-login', { code: '{{code}}' }, status(200), holds('"twoFactorEnabled":true')),
    step('Signed in', 'GET me', undefined, status(200), holds('"twoFactorEnabled":true')),
    step('The second factor', 'GET 2fa/status', undefined, status(200), holds('"backupCodesRemaining":10')),
    step('Sign out again', 'POST logout', {}, status(200)),
  ],
};

export const tokenJourney = {
  name: 'Journey: a program',
  description: 'Goes on where the browser left: the account has a second factor now.',
  item: [
    step('The password alone', 'POST token', credentials, status(200), keep('twofaToken', '.twofaToken')),
    step('A wrong code', 'POST token/verify', { twofaToken: '{{twofaToken}}', code: '{{previousCode}}' }, status(400), holds('attemptsLeft')),
    step(
      'The second step',
      'POST token/verify',
      { twofaToken: '{{twofaToken}}', code: '{{nextCode}}' },
      status(200),
      keep('accessToken', '.accessToken'),
      keep('refreshToken', '.refreshToken'),
    ),
    step('Signed in', 'GET !me', undefined, status(200), holds('"twoFactorEnabled":true')),
    step(
      'New tokens',
      'POST token/refresh',
      { refreshToken: '{{refreshToken}}' },
      status(200),
      keep('accessToken', '.accessToken'),
      keep('refreshToken', '.refreshToken'),
    ),
    step('Confirm by a backup code', 'POST !reauth', { code: '{{backupCode}}' }, status(200), holds('freshUntil')),
    step('Turn the second factor off', 'POST !2fa/disable', {}, status(200), keep('accessToken', '.accessToken')),
    step('Signed in under new tokens', 'GET !me', undefined, status(200), holds('"twoFactorEnabled":false')),
    step('Sign out', 'POST !logout', {}, status(200)),
    step('The token is dead', 'GET !me', undefined, status(401), holds('invalid_token')),
  ],
};
