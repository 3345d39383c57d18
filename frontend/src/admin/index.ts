// Owns how the administrators' pages open: together with their words and their stylesheet.
import { Admin } from './Admin';
import sheet from './admin.css?url';
import { speak } from './words';

/** Pages without their stylesheet are still pages, so its failure holds nothing up. */
function dress(): Promise<void> {
  if (document.querySelector(`link[href="${sheet}"]`)) return Promise.resolve();
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: sheet });
  document.head.append(link);
  return new Promise((done) => {
    link.addEventListener('load', () => done());
    link.addEventListener('error', () => done());
  });
}

export async function open(): Promise<typeof Admin> {
  await Promise.all([speak(), dress()]);
  return Admin;
}
