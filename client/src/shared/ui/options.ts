import { type KeyboardEvent, useEffect, useId, useState } from "react";

type Option = { key: string };

const pageSteps = 6;

/**
 * A text field over a list of options, as a combobox is worked: the focus stays in the field, the arrows go through
 * the list, Enter chooses. What is active stays so while options come and go around it.
 */
export function useOptions<T extends Option>(options: readonly T[], choose: (option: T) => void) {
    const listId = useId();
    const [activeKey, setActiveKey] = useState<string | null>(null);
    const found = options.findIndex(({ key }) => key === activeKey);
    const active = found === -1 ? 0 : found;
    const idOf = (option: T | undefined) => (option ? `${listId}-${option.key}` : undefined);
    const activeId = idOf(options[active]);

    useEffect(() => {
        if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
    }, [activeId]);

    function move(steps: number, round: boolean) {
        const last = options.length - 1;
        const to = active + steps;
        const place = round ? (to + options.length) % options.length : Math.min(Math.max(to, 0), last);
        setActiveKey(options[place]?.key ?? null);
    }

    /** Answers whether the key was one for the list. */
    function keyDown(event: KeyboardEvent): boolean {
        const option = options[active];
        if (!option || event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey)
            return false;
        if (event.key === "ArrowDown") move(1, true);
        else if (event.key === "ArrowUp") move(-1, true);
        else if (event.key === "PageDown") move(pageSteps, false);
        else if (event.key === "PageUp") move(-pageSteps, false);
        else if (event.key === "Enter") choose(option);
        else return false;
        event.preventDefault();
        return true;
    }

    return {
        keyDown,
        /** Back to the first option, as for another text. */
        reset: () => setActiveKey(null),
        fieldProps: {
            role: "combobox",
            "aria-autocomplete": "list",
            "aria-expanded": options.length > 0,
            "aria-controls": listId,
            "aria-activedescendant": activeId,
            autoComplete: "off",
            autoCapitalize: "none",
            spellCheck: false,
        } as const,
        listProps: { id: listId, role: "listbox" } as const,
        optionProps: (option: T) => ({
            id: idOf(option),
            role: "option" as const,
            "aria-selected": option === options[active],
            // A press must not take the focus out of the field.
            onMouseDown: (event: { preventDefault(): void }) => event.preventDefault(),
            onMouseMove: () => setActiveKey(option.key),
            onClick: () => choose(option),
        }),
    };
}
