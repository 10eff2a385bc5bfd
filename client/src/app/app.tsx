import { useEffect } from "react";
import { api } from "../connection/api";
import { SignIn } from "../features/auth/sign-in";
import { SignUp } from "../features/auth/sign-up";
import { Logo } from "../shared/ui/logo";
import { Bone, ProblemNotice } from "../shared/ui/notice";
import { useStore } from "../shared/use-store";
import type { Account } from "./account";
import { Chat } from "./chat";
import type { Router } from "./route";

/** Chatter, from the first look at who is signed in. */
export function App({ account, router }: { account: Account; router: Router }) {
    const state = useStore(account.state);
    const route = useStore(router.route);
    const atDoor = route.page === "signIn" || route.page === "signUp";

    useEffect(() => {
        // Somebody who is in has no business at the door.
        if (state.phase === "in" && atDoor) router.go({ page: "home" }, "replace");
        if (state.phase !== "in") document.title = "Chatter";
    }, [state.phase, atDoor, router]);

    switch (state.phase) {
        case "checking":
            return state.problem ? (
                <main className="flex h-full bg-bg">
                    <ProblemNotice
                        title="Chatter cannot be reached"
                        problem={state.problem}
                        onRetry={() => void account.check()}
                    />
                </main>
            ) : (
                <LoadingApp />
            );
        case "out":
            return route.page === "signUp" ? (
                <SignUp
                    register={api.register}
                    onSignedIn={(user) => void account.signedIn(user)}
                    onSignIn={() => router.go({ page: "signIn" })}
                />
            ) : (
                <SignIn
                    notice={state.notice}
                    login={api.login}
                    onSignedIn={(user) => void account.signedIn(user)}
                    onSignUp={() => router.go({ page: "signUp" })}
                />
            );
        case "in":
            return <Chat session={state.session} router={router} signOut={() => account.signOut()} />;
    }
}

function LoadingApp() {
    return (
        <div className="flex h-full animate-appear-late" aria-busy="true">
            <div className="hidden w-[268px] space-y-4 border-r border-line bg-pane p-5 wide:block">
                <Logo />
                <Bone className="h-3 w-32" />
                <Bone className="h-3 w-40" />
                <Bone className="h-3 w-24" />
            </div>
            <div className="flex flex-1 flex-col">
                <div className="flex h-14 items-center border-b border-line px-6">
                    <Bone className="h-4 w-40" />
                </div>
            </div>
        </div>
    );
}
