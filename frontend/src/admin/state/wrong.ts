// Owns what is wrong with one field of a refused form.
import type { ApiError } from '../../api/http';

export const wrongIn = (error: ApiError | null, name: string): string | undefined => error?.fields[name]?.[0];
