// Owns docs/postman: every call from the OpenAPI document, and two journeys through the second factor.
import { readFileSync, writeFileSync } from 'node:fs';
import converter from 'openapi-to-postmanv2';
import { collectionScript, cookieJourney, tokenJourney } from './journeys.mjs';

const root = new URL('../../', import.meta.url);
const target = process.argv[2] ? new URL(`file://${process.argv[2]}/`) : new URL('docs/postman/', root);

/** What differs from run to run says nothing: without it a stale collection shows as a difference. */
function withoutIds(value) {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([name]) => !['id', '_postman_id', '_'].includes(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutIds(each)]));
}

function convert(document) {
  const options = {
    folderStrategy: 'Tags',
    requestParametersResolution: 'Example',
    exampleParametersResolution: 'Example',
    optimizeConversion: false,
    alwaysInheritAuthentication: false,
    includeAuthInfoInExample: false,
    keepImplicitHeaders: true,
  };
  return new Promise((resolve, reject) => {
    converter.convert({ type: 'json', data: document }, options, (error, result) => {
      if (error || !result.result) reject(error ?? new Error(result.reason));
      else resolve(result.output[0].data);
    });
  });
}

/** The answers that were recorded are in the document; here they would make the file ten times as long. */
function withoutResponses(item) {
  if (item.item) return { ...item, item: item.item.map(withoutResponses) };
  return { ...item, response: [] };
}

const document = JSON.parse(readFileSync(new URL('docs/openapi.json', root), 'utf8'));
const collection = withoutIds(await convert(document));
collection.info = {
  name: 'Second Lock',
  description: 'Two journeys to run from top to bottom, and every call by itself.',
  schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
};
collection.item = [cookieJourney, tokenJourney, ...collection.item.map(withoutResponses)];
collection.event = [{ listen: 'prerequest', script: { type: 'text/javascript', exec: collectionScript } }];
collection.variable = ['secret', 'accessToken', 'refreshToken', 'twofaToken', 'backupCode', 'code', 'previousCode', 'nextCode'].map(
  (key) => ({ key, value: '' }),
);
delete collection.auth;

const environment = {
  name: 'Second Lock on this machine',
  values: [
    { key: 'baseUrl', value: 'http://localhost:8000', enabled: true },
    { key: 'email', value: 'ann@example.com', enabled: true },
    { key: 'password', value: 'correct horse battery', type: 'secret', enabled: true },
  ],
};

const write = (name, content) => writeFileSync(new URL(name, target), `${JSON.stringify(content, null, 1)}\n`);
write('second-lock.postman_collection.json', collection);
write('second-lock.postman_environment.json', environment);
