import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { createContext, type ReactNode, type RefObject, useContext, useRef } from "react";
import { classes } from "./classes";

const item =
    "flex h-9 items-center gap-2.5 rounded-control px-2.5 outline-none select-none " +
    "data-[highlighted]:bg-hover data-[highlighted]:text-ink";

/** What was chosen in the menu, to be done once it is gone. */
const Chosen = createContext<RefObject<(() => void) | null> | null>(null);

/** A menu that is open as it appears, and can be closed and opened from `trigger` from then on. */
export function OpenMenu({
    trigger,
    children,
    align,
    onOpenChange,
}: {
    trigger: ReactNode;
    children: ReactNode;
    align: "start" | "end";
    onOpenChange: ((open: boolean) => void) | undefined;
}) {
    const chosen = useRef<(() => void) | null>(null);
    return (
        // Not modal: what is hidden from screen readers meanwhile could still be focused.
        <DropdownMenu.Root modal={false} defaultOpen {...(onOpenChange && { onOpenChange })}>
            <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
            <DropdownMenu.Portal>
                <DropdownMenu.Content
                    align={align}
                    sideOffset={6}
                    collisionPadding={8}
                    onCloseAutoFocus={() => {
                        // Runs after the focus went back to the trigger, so that what is chosen can take it on.
                        const run = chosen.current;
                        chosen.current = null;
                        if (run) queueMicrotask(run);
                    }}
                    className="z-50 min-w-52 animate-appear rounded-xl border border-line bg-raised p-1 shadow-raised"
                >
                    <Chosen.Provider value={chosen}>{children}</Chosen.Provider>
                </DropdownMenu.Content>
            </DropdownMenu.Portal>
        </DropdownMenu.Root>
    );
}

export function MenuItem({
    children,
    danger = false,
    onSelect,
}: {
    children: ReactNode;
    danger?: boolean;
    onSelect: () => void;
}) {
    const chosen = useContext(Chosen);
    function select() {
        if (chosen) chosen.current = onSelect;
    }
    return (
        <DropdownMenu.Item onSelect={select} className={classes(item, danger && "text-error")}>
            {children}
        </DropdownMenu.Item>
    );
}

/** A choice of one among several, under its own heading. */
export function MenuChoice<T extends string>({
    label,
    value,
    options,
    onChoose,
}: {
    label: string;
    value: T;
    options: readonly { value: T; label: string }[];
    onChoose: (value: T) => void;
}) {
    return (
        <DropdownMenu.RadioGroup value={value} onValueChange={(chosen) => onChoose(chosen as T)}>
            <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-meta text-ink3">{label}</DropdownMenu.Label>
            {options.map((option) => (
                <DropdownMenu.RadioItem key={option.value} value={option.value} className={item}>
                    <span className="inline-flex w-4">
                        <DropdownMenu.ItemIndicator>
                            <Check size={16} />
                        </DropdownMenu.ItemIndicator>
                    </span>
                    {option.label}
                </DropdownMenu.RadioItem>
            ))}
        </DropdownMenu.RadioGroup>
    );
}

export function MenuLine() {
    return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
