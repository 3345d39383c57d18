// Owns pages that are fetched when they are first opened: after an upgrade their old file is gone.
import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';
import { Missing } from '../pages/Missing';

/** The page, or in its place what tells that it did not come and loads everything anew. */
export function later(load: () => Promise<ComponentType>): ComponentType {
  return lazy(() => load().catch(() => Missing));
}
