// Owns the choice of a language for somebody who is not signed in.
import { useLanguage } from '../lib/language';
import { LANGUAGES, nameOf, t } from '../strings';

export function Languages() {
  const { language, choose } = useLanguage();
  return (
    <div class="row languages no-print" role="group" aria-label={t.language.label} translate={false}>
      {LANGUAGES.map((each) => (
        <button key={each} class="link" type="button" lang={each} aria-pressed={each === language} onClick={() => void choose(each)}>
          {nameOf(each)}
        </button>
      ))}
    </div>
  );
}
