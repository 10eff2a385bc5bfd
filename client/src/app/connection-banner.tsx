import { useEffect, useState } from "react";
import type { ConnectionStatus } from "../connection/connection";
import type { Store } from "../shared/store";
import { useStore } from "../shared/use-store";

const patienceMs = 5_000;

/** Says that the connection is gone, once it has been gone long enough to matter. */
export function ConnectionBanner({ status }: { status: Store<ConnectionStatus> }) {
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
        <div
            role="status"
            className="animate-appear border-b border-line bg-mention px-4 py-1.5 text-center text-[14px] text-ink"
        >
            No connection. Trying again; what you write waits here and goes out by itself.
        </div>
    );
}
