import { classes } from "./classes";

type Shown = { id: string; displayName: string; avatarUrl: string | null };

const sizes = {
    small: "size-5 rounded-[6px] text-[11px]",
    medium: "size-9 rounded-avatar text-[14px]",
    large: "size-14 rounded-[16px] text-[20px]",
};

/** Somebody's picture, or their initials on a colour that stays theirs. */
export function Avatar({ person, size = "medium" }: { person: Shown; size?: keyof typeof sizes }) {
    const shape = classes("inline-flex shrink-0 items-center justify-center", sizes[size]);
    if (person.avatarUrl)
        return <img src={person.avatarUrl} alt="" className={classes(shape, "object-cover")} />;
    return (
        <span
            aria-hidden
            className={classes(shape, "font-semibold text-on-avatar select-none")}
            style={{ backgroundColor: `var(--avatar-${colourOf(person.id)})` }}
        >
            {initials(person.displayName, size === "small" ? 1 : 2)}
        </span>
    );
}

function colourOf(id: string): number {
    let sum = 0;
    for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
    return (sum % 8) + 1;
}

function initials(name: string, count: number): string {
    const words = name.trim().split(/\s+/);
    const picked = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
    const letters = picked.map((word) => [...(word ?? "")][0] ?? "");
    return letters.slice(0, count).join("").toUpperCase();
}
