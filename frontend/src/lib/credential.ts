// Owns the standard's JSON of options and credentials, for browsers that do not read and write it themselves.
import type { CredentialJson, OptionsJson } from '../api/types';

export function bytesOf(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)).buffer;
}

export function textOf(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const described = (list: PublicKeyCredentialDescriptorJSON[] = []) =>
  list.map((each) => ({ ...each, id: bytesOf(each.id) }) as PublicKeyCredentialDescriptor);

export function creationOf(options: OptionsJson): PublicKeyCredentialCreationOptions {
  const json = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  if (PublicKeyCredential.parseCreationOptionsFromJSON) return PublicKeyCredential.parseCreationOptionsFromJSON(json);
  return {
    ...json,
    challenge: bytesOf(json.challenge),
    user: { ...json.user, id: bytesOf(json.user.id) },
    excludeCredentials: described(json.excludeCredentials),
  } as PublicKeyCredentialCreationOptions;
}

export function requestOf(given: OptionsJson): PublicKeyCredentialRequestOptions {
  const json = given as unknown as PublicKeyCredentialRequestOptionsJSON;
  if (PublicKeyCredential.parseRequestOptionsFromJSON) return PublicKeyCredential.parseRequestOptionsFromJSON(json);
  const options = { ...json, challenge: bytesOf(json.challenge), allowCredentials: described(json.allowCredentials) };
  return options as PublicKeyCredentialRequestOptions;
}

function answered(response: AuthenticatorResponse): CredentialJson {
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = response as AuthenticatorAttestationResponse &
    AuthenticatorAssertionResponse;
  if (attestationObject) {
    const { getTransports } = response as AuthenticatorAttestationResponse;
    const transports = getTransports?.call(response) ?? [];
    return { clientDataJSON: textOf(clientDataJSON), attestationObject: textOf(attestationObject), transports };
  }
  return {
    clientDataJSON: textOf(clientDataJSON),
    authenticatorData: textOf(authenticatorData),
    signature: textOf(signature),
    ...(userHandle && { userHandle: textOf(userHandle) }),
  };
}

export function jsonOf(credential: PublicKeyCredential): CredentialJson {
  try {
    return { ...credential.toJSON() };
  } catch {
    // An older browser lacks it; a password manager's own object may lend it from one that does not know it.
    return {
      id: credential.id,
      rawId: textOf(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: answered(credential.response),
    };
  }
}
