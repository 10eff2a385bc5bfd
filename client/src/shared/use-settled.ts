import { useEffect, useState } from "react";

const settleMs = 200;

/** What was typed, a moment after the last key. */
export function useSettled(text: string): string {
    const [settled, setSettled] = useState(text);
    useEffect(() => {
        const timer = setTimeout(() => setSettled(text), text === "" ? 0 : settleMs);
        return () => clearTimeout(timer);
    }, [text]);
    return settled;
}
