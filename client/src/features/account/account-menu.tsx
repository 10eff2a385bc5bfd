import { Keyboard, LogOut, Settings, ShieldCheck } from "lucide-react";
import { useState } from "react";
import type { User } from "../../protocol/entities";
import type { PresenceStatus } from "../../protocol/events";
import type { Problem } from "../../protocol/reply";
import { useWords } from "../../shared/i18n/use-words";
import { Avatar } from "../../shared/ui/avatar";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../../shared/ui/menu";
import { PresenceDot } from "../../shared/ui/presence-dot";
import { useStore } from "../../shared/use-store";
import { sentenceFor } from "../../shared/words";
import { chooseTheme, type Theme, theme, themes } from "./theme";

/** Oneself, at the foot of the sidebar: appearance, settings and signing out. */
export function AccountMenu({
    me,
    status,
    onSettings,
    onAdmin,
    onKeys,
    signOut,
}: {
    me: User;
    /** How others see them. */
    status: PresenceStatus | undefined;
    onSettings: () => void;
    onAdmin: () => void;
    onKeys: () => void;
    signOut: () => Promise<Problem | null>;
}) {
    const words = useWords();
    const chosen = useStore(theme);
    const [problem, setProblem] = useState<Problem | null>(null);
    const labels: Record<Theme, string> = {
        system: words.account.asSystem,
        light: words.account.light,
        dark: words.account.dark,
    };
    const options = themes.map((value) => ({ value, label: labels[value] }));

    return (
        <div className="border-t border-line p-2">
            {problem && (
                <p role="alert" className="px-2 pb-1 text-meta text-error">
                    {words.account.notSignedOut(sentenceFor(problem))}
                </p>
            )}
            <Menu
                align="start"
                trigger={
                    <button
                        type="button"
                        className="flex w-full items-center gap-3 rounded-control p-2 text-start hover:bg-hover"
                    >
                        <span className="relative inline-flex shrink-0">
                            <Avatar person={me} />
                            <PresenceDot status={status} />
                        </span>
                        <span className="min-w-0">
                            <span className="block truncate font-medium">{me.displayName}</span>
                            <span className="block truncate text-meta text-ink2">@{me.username}</span>
                        </span>
                    </button>
                }
            >
                <MenuChoice
                    label={words.account.appearance}
                    value={chosen}
                    options={options}
                    onChoose={chooseTheme}
                />
                <MenuLine />
                <MenuItem onSelect={onSettings}>
                    <Settings size={16} /> {words.people.settings}
                </MenuItem>
                {me.role === "admin" && (
                    <MenuItem onSelect={onAdmin}>
                        <ShieldCheck size={16} /> {words.people.administration}
                    </MenuItem>
                )}
                <MenuItem onSelect={onKeys}>
                    <Keyboard size={16} /> {words.keys.title}
                </MenuItem>
                <MenuItem onSelect={async () => setProblem(await signOut())}>
                    <LogOut size={16} /> {words.account.signOut}
                </MenuItem>
            </Menu>
        </div>
    );
}
