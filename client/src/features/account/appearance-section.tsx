import { usePageWords } from "../../shared/i18n/page-words";
import { Choices, Group } from "../../shared/ui/form-parts";
import { useStore } from "../../shared/use-store";
import { chooseTextSize, textSize, textSizes } from "./text-size";
import { chooseTheme, theme, themes } from "./theme";

/** How Chatter looks in this browser. */
export function AppearanceSection() {
    const { settings } = usePageWords();
    const chosenTheme = useStore(theme);
    const chosenSize = useStore(textSize);
    const themeNames = {
        system: settings.themeSystem,
        light: settings.themeLight,
        dark: settings.themeDark,
    };
    const sizeNames = {
        small: settings.textSmall,
        normal: settings.textNormal,
        large: settings.textLarge,
        larger: settings.textLarger,
    };
    return (
        <>
            <p className="mb-6 text-ink2">{settings.appearanceHint}</p>
            <Group title={settings.theme}>
                <Choices
                    label={settings.theme}
                    hideLabel
                    inRow
                    value={chosenTheme}
                    choices={themes.map((value) => ({ value, label: themeNames[value] }))}
                    onChange={chooseTheme}
                />
            </Group>
            <Group title={settings.textSize}>
                <Choices
                    label={settings.textSize}
                    hideLabel
                    inRow
                    value={chosenSize}
                    choices={textSizes.map((value) => ({ value, label: sizeNames[value] }))}
                    onChange={chooseTextSize}
                />
                <p className="mt-4 rounded-xl border border-line bg-raised px-4 py-3 text-body">
                    {settings.example}
                </p>
            </Group>
        </>
    );
}
