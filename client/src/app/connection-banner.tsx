import { useEffect, useState } from "react";
import type { ConnectionStatus } from "../connection/connection";
import { useWords } from "../shared/i18n/use-words";
import type { Store } from "../shared/store";
import { useStore } from "../shared/use-store";

const patienceMs = 5_000;

/** Says that the connection is gone, once it has been gone long enough to matter. */
export function ConnectionBanner({ status, onTry }: { status: Store<ConnectionStatus>; onTry: () => void }) {
    const words = useWords();
    const online = useStore(status).phase === "online";
    const [shown, setShown] = useState(false);

    useEffect(() => {
        if (online) {
            setShown(false);
            return;
        }
        const timer = setTimeout(() => setShown(true), patienceMs);
        return () => clearTimeout(timer);
    }, [online]);

    if (online || !shown) return null;
    return (
        <div className="flex animate-appear flex-wrap items-center justify-center gap-x-3 border-b border-line bg-mention px-4 py-1.5 text-center text-[14px] text-ink">
            <span role="status">{words.shell.noConnection}</span>
            <button type="button" onClick={onTry} className="font-strong underline underline-offset-2">
                {words.shell.tryNow}
            </button>
        </div>
    );
}
