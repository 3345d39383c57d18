// Owns the choice of a language: the account's, else this browser's; a change of it renders every page anew.
import { createContext, type ComponentChildren } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { language, speak } from '../strings';
import { useSession } from './session';
import { recall, remember } from './storage';

interface Choice {
  language: string;
  choose: (language: string) => Promise<void>;
}

const Context = createContext<Choice>({ language: 'en', choose: () => Promise.resolve() });

export const useLanguage = (): Choice => useContext(Context);

/** What this browser was told, then what it asks for; it may name no language at all. */
export const wanted = (): (string | undefined)[] => [recall('language') ?? undefined, ...(navigator.languages ?? [navigator.language])];

export function LanguageProvider({ children }: { children: ComponentChildren }) {
  const { state } = useSession();
  const [spoken, setSpoken] = useState(language);
  const choose = useCallback(async (wish: string) => {
    remember('language', wish);
    // The browser's own tag of the language knows how its country writes a date.
    await speak([...wanted().filter((tag) => tag?.startsWith(`${wish}-`)), wish]);
    setSpoken(language);
  }, []);
  const own = state.status === 'signed-in' ? state.user.locale : '';
  useEffect(() => {
    if (own && own !== language) void choose(own);
  }, [own, choose]);
  const value = useMemo(() => ({ language: spoken, choose }), [spoken, choose]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}
