import { Format, type Language } from '../i18n/format.ts';

const KEPT = 'gwanje-desk-language';

/** The language of the desk: what the address asks for, what was chosen last, else Korean. */
export class DeskLanguage {
  #format = $state.raw(new Format(chosen()));

  get format(): Format {
    return this.#format;
  }

  choose(language: Language): void {
    this.#format = new Format(language);
    try {
      localStorage.setItem(KEPT, language);
    } catch {
      // A browser that keeps nothing asks again next time.
    }
  }
}

function chosen(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? kept();
  return asked === 'en' ? 'en' : 'ko';
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
