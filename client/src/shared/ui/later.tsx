import { Component, type ComponentType, lazy, type ReactNode, Suspense } from "react";
import { words } from "../i18n/language";
import { say } from "../toast";

/** A component that is loaded when it is drawn first; draw it inside `Later`. */
export function loadLater<Props extends object>(load: () => Promise<ComponentType<Props>>) {
    return lazy(async () => ({ default: await load() }));
}

/** Draws what is loaded later, `fallback` until it is there. What cannot be loaded says so and stays away. */
export function Later({
    children,
    fallback = null,
    onFailed,
}: {
    children: ReactNode;
    fallback?: ReactNode;
    onFailed?: () => void;
}) {
    return (
        <Failing fallback={fallback} onFailed={onFailed}>
            <Suspense fallback={fallback}>{children}</Suspense>
        </Failing>
    );
}

type FailingProps = { children: ReactNode; fallback: ReactNode; onFailed: (() => void) | undefined };

/** React tells of a failed load only to a class. */
class Failing extends Component<FailingProps, { failed: boolean }> {
    override state = { failed: false };

    static getDerivedStateFromError() {
        return { failed: true };
    }

    override componentDidCatch() {
        say(words().common.partNotLoaded, "failed");
        this.props.onFailed?.();
    }

    override render() {
        return this.state.failed ? this.props.fallback : this.props.children;
    }
}
