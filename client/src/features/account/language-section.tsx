import { chooseLanguage, type LanguageChoice, languageChoice, languages } from "../../shared/i18n/language";
import { usePageWords } from "../../shared/i18n/page-words";
import { Choices } from "../../shared/ui/form-parts";
import { useStore } from "../../shared/use-store";

/** What Chatter speaks in this browser; each language is named by itself. */
export function LanguageSection() {
    const { settings } = usePageWords();
    const chosen = useStore(languageChoice);
    const spoken = Object.entries(languages).map(([value, { name }]) => ({
        value: value as LanguageChoice,
        label: name,
    }));
    return (
        <>
            <p className="mb-6 text-ink2">{settings.languageHint}</p>
            <Choices
                label={settings.language}
                hideLabel
                value={chosen}
                choices={[{ value: "system", label: settings.languageSystem }, ...spoken]}
                onChange={(choice) => void chooseLanguage(choice)}
            />
        </>
    );
}
