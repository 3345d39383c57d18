// Promises of the standard's JSON in browsers that do not know it: nothing is lost on the way there and back.
import { expect, it, vi } from 'vitest';
import { bytesOf, creationOf, jsonOf, requestOf, textOf } from './credential';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;
const listOf = (buffer: BufferSource) => [...new Uint8Array(buffer as ArrayBuffer)];

it.each([0, 1, 2, 3, 31, 32, 33, 1023])('brings %d bytes there and back without padding', (length) => {
  const all = Uint8Array.from({ length }, (_, index) => (index * 37 + 251) % 256);
  const text = textOf(all.buffer);
  expect(text).toMatch(/^[\w-]*$/);
  expect(listOf(bytesOf(text))).toEqual([...all]);
});

it('reads options for a new passkey and for a known one', () => {
  vi.stubGlobal('PublicKeyCredential', {});
  const creation = creationOf({
    rp: { id: 'example.com', name: 'X' }, user: { id: '-_8', name: 'jane', displayName: 'Jane' }, challenge: 'AQID',
    pubKeyCredParams: [], excludeCredentials: [{ id: 'BAU', type: 'public-key' }], attestation: 'none',
  });
  expect(listOf(creation.user.id)).toEqual([251, 255]);
  expect(listOf(creation.challenge)).toEqual([1, 2, 3]);
  expect(listOf(creation.excludeCredentials?.[0]?.id ?? bytes())).toEqual([4, 5]);
  expect(creation.attestation).toBe('none');
  const request = requestOf({ challenge: 'AQID', rpId: 'example.com', userVerification: 'required' });
  expect([listOf(request.challenge), request.rpId, request.allowCredentials]).toEqual([[1, 2, 3], 'example.com', []]);
});

it('leaves it to a browser that can', () => {
  const parse = vi.fn<(json: object) => void>();
  vi.stubGlobal('PublicKeyCredential', { parseRequestOptionsFromJSON: parse });
  requestOf({ challenge: 'AQID' });
  expect(parse).toHaveBeenCalledWith({ challenge: 'AQID' });
});

const plain = { id: 'AQI', rawId: bytes(1, 2), type: 'public-key', authenticatorAttachment: 'platform', getClientExtensionResults: () => ({ credProps: {} }) };
const about = { id: 'AQI', rawId: 'AQI', type: 'public-key', authenticatorAttachment: 'platform', clientExtensionResults: { credProps: {} } };
const refuses = () => {
  throw new TypeError('Illegal invocation');
};
const write = (credential: object) => jsonOf(credential as PublicKeyCredential);

it('writes a signature, with the handle only where there is one', () => {
  const response = { clientDataJSON: bytes(1), authenticatorData: bytes(2), signature: bytes(3), userHandle: bytes(4) };
  const signed = { clientDataJSON: 'AQ', authenticatorData: 'Ag', signature: 'Aw' };
  expect(write({ ...plain, response })).toEqual({ ...about, response: { ...signed, userHandle: 'BA' } });
  expect(write({ ...plain, response: { ...response, userHandle: null } })).toEqual({ ...about, response: signed });
});

it('writes a new passkey, also where a password manager lends a method that refuses it', () => {
  const response = { clientDataJSON: bytes(1), attestationObject: bytes(2), getTransports: () => ['internal'] };
  const wanted = { ...about, response: { clientDataJSON: 'AQ', attestationObject: 'Ag', transports: ['internal'] } };
  expect(write({ ...plain, response, toJSON: refuses })).toEqual(wanted);
});
