// Owns the quiet word above each page inside about what the account needs by a date, and the one way to it.
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { twofaStatus } from '../api/auth';
import type { Level, User } from '../api/types';
import { secondsUntil } from '../lib/countdown';
import { SETUP, withNext } from '../lib/next';
import { deadline, span } from '../lib/time';
import { add, t } from '../strings';
import { asked } from '../strings/en/asked';
import { fill } from '../strings/fill';
import { Notice } from './Notice';

add({ asked });

/** In the last days it is a warning. */
const LAST = 3 * 86_400;

/** What other pages have asked the server and said aloud already, so that this one need not. */
const levels = new Map<string, Level>();
let said = '';

interface SetUpByProps {
  user: User;
  by: string;
}

/** Who has a factor and is asked all the same lacks a passkey. */
function useLevel({ user: { id, twoFactorEnabled }, by }: SetUpByProps): Level | undefined {
  const key = `${id} ${by}`;
  const [, come] = useState(0);
  useEffect(() => {
    if (twoFactorEnabled || levels.has(key)) return;
    void twofaStatus()
      .then(({ level }) => level, (): Level => 'two_factor')
      .then((level) => {
        levels.set(key, level);
        come(1);
      });
  }, [key, twoFactorEnabled]);
  return twoFactorEnabled ? 'phishing_resistant' : levels.get(key);
}

/** Whether it is said aloud, which is once, and whether it stands there: a moment after its region, or nobody would hear it. */
function useSaid(text: string): { aloud: boolean; there: boolean } {
  const [aloud] = useState(said !== text);
  const [there, come] = useState(!aloud);
  useEffect(() => {
    const timer = setTimeout(() => {
      said = text;
      come(true);
    }, 100);
    return () => clearTimeout(timer);
  }, [text]);
  return { aloud, there };
}

export function SetUpBy(props: SetUpByProps) {
  const { by } = props;
  const { url } = useLocation();
  const level = useLevel(props);
  const { aloud, there } = useSaid(by);
  const left = secondsUntil(Date.parse(by));
  const date = (
    <strong>
      <time dateTime={by}>{deadline(by)}</time>
    </strong>
  );
  const notice = level && there && (
    <Notice tone={left < LAST ? 'warn' : 'calm'}>
      <div class="row">
        <p>
          {fill(level === 'phishing_resistant' ? t.asked.passkey : t.asked.factor, date)} {left > 0 && t.asked.left(span(left))}
        </p>
        <a href={withNext(SETUP, url)}>{t.asked.go}</a>
      </div>
    </Notice>
  );
  return aloud ? <div role="status">{notice}</div> : <>{notice}</>;
}
