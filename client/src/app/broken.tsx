import { Component, type ReactNode } from "react";
import { useWords } from "../shared/i18n/use-words";
import { Button } from "../shared/ui/button";
import { Notice } from "../shared/ui/notice";

/** Stands in the place of a page that could not be drawn, which is a bug; what waits to be sent is stored. */
export class Unbroken extends Component<{ children: ReactNode }, { broken: boolean }> {
    override state = { broken: false };

    static getDerivedStateFromError() {
        return { broken: true };
    }

    override render() {
        return this.state.broken ? <Broken /> : this.props.children;
    }
}

function Broken() {
    const { shell } = useWords();
    return (
        <main className="flex h-full bg-bg">
            <Notice
                heading="h1"
                title={shell.broken}
                action={
                    <Button look="primary" onClick={() => location.reload()}>
                        {shell.loadAgain}
                    </Button>
                }
            >
                {shell.brokenHint}
            </Notice>
        </main>
    );
}
