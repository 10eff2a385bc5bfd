import { useEffect, useId, useState } from "react";
import { usePageWords } from "../../shared/i18n/page-words";
import { Button } from "../../shared/ui/button";
import { Choices, Group, Switch } from "../../shared/ui/form-parts";
import { useStore } from "../../shared/use-store";
import { askPermission, permission, showNote } from "./desktop";
import { choosePreferences, preferences } from "./preferences";
import { isQuiet, minuteOf } from "./quiet-hours";
import { playSound } from "./sound";

/** What this browser tells of new messages, and when not. */
export function NotificationsSection() {
    const { settings } = usePageWords();
    const { sound, level } = useStore(preferences);
    const levels = [
        { value: "all", label: settings.levelAll, hint: settings.levelAllHint },
        { value: "mentions", label: settings.levelMentions, hint: settings.levelMentionsHint },
        { value: "nothing", label: settings.levelNothing, hint: settings.levelNothingHint },
    ] as const;
    return (
        <>
            <p className="mb-4 text-ink2">{settings.notificationsHint}</p>
            <DesktopSwitch />
            <Switch
                label={settings.sound}
                hint={settings.soundHint}
                checked={sound}
                onChange={(chosen) => choosePreferences({ sound: chosen })}
            />
            <Button look="text" className="text-[0.875rem]" onClick={playSound}>
                {settings.playSound}
            </Button>
            <Group title={settings.level} hint={settings.levelRooms}>
                <Choices
                    label={settings.level}
                    hideLabel
                    value={level}
                    choices={levels}
                    onChange={(chosen) => choosePreferences({ level: chosen })}
                />
            </Group>
            <div className="mt-7">
                <Hours />
            </div>
        </>
    );
}

function DesktopSwitch() {
    const { settings } = usePageWords();
    const { desktop } = useStore(preferences);
    const [allowed, setAllowed] = useState(permission);
    const hints = {
        granted: settings.desktopHint,
        default: `${settings.desktopHint} ${settings.desktopAsk}`,
        denied: settings.desktopDenied,
        missing: settings.desktopMissing,
    };
    const possible = allowed === "granted" || allowed === "default";

    // What is allowed may change in the browser's own settings meanwhile.
    useEffect(() => {
        const look = () => setAllowed(permission());
        window.addEventListener("focus", look);
        return () => window.removeEventListener("focus", look);
    }, []);

    async function choose(wanted: boolean) {
        const answer = wanted ? await askPermission() : allowed;
        setAllowed(answer);
        choosePreferences({ desktop: wanted && answer === "granted" });
    }

    return (
        <>
            <Switch
                label={settings.desktop}
                hint={hints[allowed]}
                checked={desktop && allowed === "granted"}
                disabled={!possible}
                onChange={(wanted) => void choose(wanted)}
            />
            {desktop && allowed === "granted" && (
                <Button
                    look="text"
                    className="text-[0.875rem]"
                    onClick={() =>
                        showNote(
                            { title: settings.testTitle, body: settings.testBody, icon: null, tag: "test" },
                            () => {},
                        )
                    }
                >
                    {settings.test}
                </Button>
            )}
        </>
    );
}

function Hours() {
    const { settings } = usePageWords();
    const { quiet } = useStore(preferences);
    const change = (part: Partial<typeof quiet>) => choosePreferences({ quiet: { ...quiet, ...part } });
    return (
        <>
            <Switch
                label={settings.quietHours}
                hint={settings.quietHoursHint}
                checked={quiet.on}
                onChange={(on) => change({ on })}
            />
            {quiet.on && (
                <div className="mt-2 flex flex-wrap items-end gap-4">
                    <ClockField
                        label={settings.quietFrom}
                        value={quiet.from}
                        onChange={(from) => change({ from })}
                    />
                    <ClockField label={settings.quietTo} value={quiet.to} onChange={(to) => change({ to })} />
                    <p role="status" className="pb-2 text-meta text-ink2">
                        {quiet.from === quiet.to
                            ? settings.quietWholeDay
                            : isQuiet(quiet, new Date()) && settings.quietNow}
                    </p>
                </div>
            )}
        </>
    );
}

function ClockField({
    label,
    value,
    onChange,
}: {
    label: string;
    value: string;
    onChange: (clock: string) => void;
}) {
    const id = useId();
    return (
        <div>
            <label htmlFor={id} className="mb-1 block font-medium">
                {label}
            </label>
            <input
                id={id}
                type="time"
                required
                // Not held: a time that is half typed is none, and the last one counts until it is whole.
                defaultValue={value}
                onChange={({ target }) => minuteOf(target.value) !== null && onChange(target.value)}
                className="h-10 rounded-control border border-line bg-raised px-3 text-ink"
            />
        </div>
    );
}
