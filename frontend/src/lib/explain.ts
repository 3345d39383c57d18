// Owns the words for a refused code or password: what is wrong, and what to do next.
import type { ApiError } from '../api/http';
import { roughly } from './time';

export interface Explanation {
  title: string;
  detail: string;
}

export function attemptsText(left: number): string {
  return left === 1 ? '1 attempt left.' : `${left} attempts left.`;
}

function attempts({ attemptsLeft }: ApiError): string {
  return attemptsLeft === undefined ? '' : ` ${attemptsText(attemptsLeft)}`;
}

function wrongCode(error: ApiError): string {
  if (error.clockOffSeconds === undefined) return 'Use the newest code in your app, or check that it belongs to this account.';
  const off = roughly(error.clockOffSeconds);
  return `It belongs to a time about ${off} away. Set the clock of your phone to automatic, then use the newest code.`;
}

function usedCode(error: ApiError): string {
  if (error.nextCodeIn === undefined) return 'Each code works once. Use another one.';
  return `Each code works once. The next one comes in ${roughly(error.nextCodeIn)}.`;
}

export function explain(error: ApiError): Explanation {
  switch (error.code) {
    case 'invalid_code':
      return { title: 'That code is not right.', detail: wrongCode(error) + attempts(error) };
    case 'code_already_used':
      return { title: 'That code has been used.', detail: usedCode(error) + attempts(error) };
    case 'invalid_credentials':
      return { title: 'Email or password is not right.', detail: 'Check both and try again.' };
    case 'invalid_password':
      return { title: 'That password is not right.', detail: `Try again.${attempts(error)}` };
    case 'too_many_attempts':
      return { title: 'Too many wrong attempts.', detail: 'Wait a little, then go on.' };
    case 'too_many_requests':
      return { title: 'That was too fast.', detail: 'Wait a little, then try again.' };
    default:
      return { title: '', detail: error.status >= 500 && error.requestId ? `${error.message} (Reference: ${error.requestId})` : error.message };
  }
}
