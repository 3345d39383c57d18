// Owns the words for a refused code, passkey or password: what is wrong, and what to do next.
import type { ApiError } from '../api/http';
import { t } from '../strings';
import { roughly } from './time';

export interface Explanation {
  title: string;
  detail: string;
}

function attempts({ attemptsLeft }: ApiError): string {
  return attemptsLeft === undefined ? '' : ` ${t.errors.attempts(attemptsLeft)}`;
}

function wrongCode(error: ApiError): string {
  return error.clockOffSeconds === undefined ? t.errors.badCodeHelp : t.errors.clock(roughly(error.clockOffSeconds));
}

function usedCode(error: ApiError): string {
  return error.nextCodeIn === undefined ? t.errors.usedCodeHelp : t.errors.nextCode(roughly(error.nextCodeIn));
}

/** The server answers in the language of the page. */
function plain({ message, status, requestId }: ApiError): Explanation {
  return { title: '', detail: status >= 500 && requestId ? `${message} ${t.common.reference(requestId)}` : message };
}

export function explain(error: ApiError): Explanation {
  switch (error.code) {
    case 'invalid_code':
      return { title: t.errors.badCode, detail: wrongCode(error) + attempts(error) };
    case 'code_already_used':
      return { title: t.errors.usedCode, detail: usedCode(error) + attempts(error) };
    case 'invalid_credentials':
      return { title: t.errors.credentials, detail: t.errors.credentialsHelp };
    case 'invalid_password':
      return { title: t.errors.badPassword, detail: t.errors.badPasswordHelp + attempts(error) };
    case 'invalid_passkey':
      return { title: error.message, detail: attempts(error) };
    case 'not_kept':
      return { title: t.errors.notKept, detail: t.errors.notKeptHelp };
    case 'too_many_attempts':
      return { title: t.errors.attemptsOver, detail: t.errors.attemptsOverHelp };
    case 'too_many_requests':
      return { title: t.errors.tooFast, detail: t.errors.tooFastHelp };
    default:
      return plain(error);
  }
}
