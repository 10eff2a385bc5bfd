import { useEffect, useState } from "react";
import { api, type NewAccount } from "../connection/api";
import { useWords } from "../shared/i18n/use-words";
import { Later, loadLater } from "../shared/ui/later";
import { Logo } from "../shared/ui/logo";
import { Bone, ProblemNotice } from "../shared/ui/notice";
import { Toasts } from "../shared/ui/toasts";
import { useStore } from "../shared/use-store";
import type { Account } from "./account";
import { Chat } from "./chat";
import type { Router } from "./route";

const Door = loadLater(async () => (await import("./door")).Door);

/** Chatter, from the first look at who is signed in. */
export function App({ account, router }: { account: Account; router: Router }) {
    const words = useWords();
    const state = useStore(account.state);
    const route = useStore(router.route);
    // A link of invitation keeps its address while one signs in or up, as it is what leads on from there.
    const invited = route.page === "invite" ? route.code : null;
    const [signsIn, setSignsIn] = useState(false);
    const [invitationUsed, setInvitationUsed] = useState(false);
    const signsUp = route.page === "signUp" || (invited !== null && !signsIn);
    const atDoor = route.page === "signIn" || route.page === "signUp";

    useEffect(() => {
        // Somebody who is in has no business at the door.
        if (state.phase === "in" && (atDoor || invitationUsed)) {
            router.go({ page: "home" }, "replace");
            setInvitationUsed(false);
        }
        if (state.phase !== "in") document.title = "Chatter";
    }, [state.phase, atDoor, invitationUsed, router]);

    async function register(account: NewAccount) {
        const reply = await api.register(invited === null ? account : { ...account, inviteCode: invited });
        // The invitation has been used, for the account and for its room.
        if (reply.ok && invited !== null) setInvitationUsed(true);
        return reply;
    }

    switch (state.phase) {
        case "checking":
            return state.problem ? (
                <main className="flex h-full bg-bg">
                    <ProblemNotice
                        title={words.shell.unreachable}
                        problem={state.problem}
                        onRetry={() => void account.check()}
                    />
                </main>
            ) : (
                <LoadingApp />
            );
        case "out":
            return (
                <>
                    <Later>
                        <Door
                            signsUp={signsUp}
                            invited={invited !== null}
                            notice={state.notice}
                            register={register}
                            onSignedIn={(user) => account.signedIn(user)}
                            onSwitch={() => {
                                if (invited !== null) setSignsIn(signsUp);
                                else router.go({ page: signsUp ? "signIn" : "signUp" });
                            }}
                        />
                    </Later>
                    <Toasts />
                </>
            );
        case "in":
            return <Chat session={state.session} router={router} signOut={() => account.signOut()} />;
    }
}

function LoadingApp() {
    return (
        <div className="flex h-full animate-appear-late" aria-busy="true">
            <div className="hidden w-[268px] space-y-4 border-e border-line bg-pane p-5 wide:block">
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
