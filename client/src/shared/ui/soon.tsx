import { type ComponentType, useEffect } from "react";
import { afterFirstSight } from "../first-sight";
import { words } from "../i18n/language";
import { createStore } from "../store";
import { say } from "../toast";
import { useStore } from "../use-store";

/**
 * A component that nobody sees at first, but may reach for at any moment: its code is fetched once what the page was
 * opened for is there, and it is then drawn without a wait.
 */
export function loadSoon<Props extends object>(
    load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
    const loaded = createStore<{ Part: ComponentType<Props> } | null>(null);

    async function fetchPart() {
        if (loaded.get() === null) loaded.set({ Part: await load() });
    }

    // What cannot be fetched now is asked for again when it is drawn.
    void afterFirstSight()
        .then(fetchPart)
        .catch(() => {});

    // biome-ignore lint/correctness/noComponentHookFactories: made once, where a file begins.
    return function Soon(props: Props) {
        const part = useStore(loaded);
        useEffect(() => {
            fetchPart().catch(() => say(words().common.partNotLoaded, "failed"));
        }, []);
        return part && <part.Part {...props} />;
    };
}
