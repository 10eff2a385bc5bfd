import { LogOut } from "lucide-react";
import { useState } from "react";
import type { User } from "../../protocol/entities";
import type { Problem } from "../../protocol/reply";
import { Avatar } from "../../shared/ui/avatar";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../../shared/ui/menu";
import { useStore } from "../../shared/use-store";
import { sentenceFor } from "../../shared/words";
import { chooseTheme, type Theme, theme, themes } from "./theme";

const themeLabels: Record<Theme, string> = { system: "As the system", light: "Light", dark: "Dark" };

/** Oneself, at the foot of the sidebar: appearance and signing out. */
export function AccountMenu({ me, signOut }: { me: User; signOut: () => Promise<Problem | null> }) {
    const chosen = useStore(theme);
    const [problem, setProblem] = useState<Problem | null>(null);
    const options = themes.map((value) => ({ value, label: themeLabels[value] }));

    return (
        <div className="border-t border-line p-2">
            {problem && (
                <p role="alert" className="px-2 pb-1 text-meta text-error">
                    Not signed out: {sentenceFor(problem)}
                </p>
            )}
            <Menu
                align="start"
                trigger={
                    <button
                        type="button"
                        className="flex w-full items-center gap-3 rounded-control p-2 text-left hover:bg-hover"
                    >
                        <Avatar person={me} />
                        <span className="min-w-0">
                            <span className="block truncate font-medium">{me.displayName}</span>
                            <span className="block truncate text-meta text-ink2">@{me.username}</span>
                        </span>
                    </button>
                }
            >
                <MenuChoice label="Appearance" value={chosen} options={options} onChoose={chooseTheme} />
                <MenuLine />
                <MenuItem onSelect={async () => setProblem(await signOut())}>
                    <LogOut size={16} /> Sign out
                </MenuItem>
            </Menu>
        </div>
    );
}
