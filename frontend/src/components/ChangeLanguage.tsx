// Owns changing the language of one's own account: of the page, and of its mails.
import { changeLocale } from '../api/auth';
import { useSession } from '../lib/session';
import { language, LANGUAGES, nameOf, t } from '../strings';
import type { ChangeProps } from './ChangeName';
import { FormDialog } from './FormDialog';

export function ChangeLanguage({ onClose, onDone }: ChangeProps) {
  const { know } = useSession();
  return (
    <FormDialog
      title={t.language.change}
      act={t.common.save}
      onClose={onClose}
      send={async ({ locale = '' }) => {
        know((await changeLocale(locale)).user);
        onDone('');
      }}
      renderFields={() => (
        <div class="field">
          <label for="change-language">{t.language.label}</label>
          <select class="input" id="change-language" name="locale" data-autofocus="" translate={false}>
            {LANGUAGES.map((each) => (
              <option key={each} value={each} lang={each} selected={each === language}>
                {nameOf(each)}
              </option>
            ))}
          </select>
        </div>
      )}
    />
  );
}
