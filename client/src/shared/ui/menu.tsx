import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, useState } from "react";
import { words } from "../i18n/language";
import { say } from "../toast";

type Parts = typeof import("./menu-parts");

// Menus come with code of some size that nobody needs before they reach for one.
let parts: Parts | null = null;

async function loadParts() {
    parts ??= await import("./menu-parts");
}

type Trigger = ReactElement<ComponentProps<"button">>;

/** A menu that opens from `trigger`, a button. Its code is loaded as the pointer or the focus reaches it. */
export function Menu({
    trigger,
    children,
    align = "end",
    onOpenChange,
}: {
    trigger: Trigger;
    children: ReactNode;
    align?: "start" | "end";
    onOpenChange?: (open: boolean) => void;
}) {
    const [opened, setOpened] = useState(false);

    async function open() {
        try {
            await loadParts();
            setOpened(true);
            onOpenChange?.(true);
        } catch {
            say(words().common.partNotLoaded, "failed");
        }
    }

    if (opened && parts) {
        return (
            <parts.OpenMenu trigger={trigger} align={align} onOpenChange={onOpenChange}>
                {children}
            </parts.OpenMenu>
        );
    }
    const preload = () => void loadParts().catch(() => {});
    return cloneElement(trigger, {
        "aria-haspopup": "menu",
        "aria-expanded": false,
        onClick: () => void open(),
        onPointerEnter: preload,
        onFocus: preload,
    });
}

export function MenuItem(props: ComponentProps<Parts["MenuItem"]>) {
    return parts && <parts.MenuItem {...props} />;
}

export function MenuChoice<T extends string>(props: {
    label: string;
    value: T;
    options: readonly { value: T; label: string }[];
    onChoose: (value: T) => void;
}) {
    return parts && <parts.MenuChoice {...props} />;
}

export function MenuLine() {
    return parts && <parts.MenuLine />;
}
