import { usePageWords } from "../../shared/i18n/page-words";
import { AuthFrame, AuthLink } from "./auth-frame";

/** In place of a form that could only fail: why nobody signs up here, and what to do. */
export function NoSignUp({
    registration,
    onSignIn,
}: {
    registration: "invite" | "closed";
    onSignIn: () => void;
}) {
    const words = usePageWords();
    const invited = registration === "invite";
    return (
        <AuthFrame
            title={invited ? words.auth.invitedOnly : words.auth.closed}
            notice={null}
            footer={
                <>
                    {words.auth.haveOne}{" "}
                    <AuthLink href="/sign-in" onGo={onSignIn}>
                        {words.auth.signIn}
                    </AuthLink>
                </>
            }
        >
            <p className="mt-3 text-ink2">{invited ? words.auth.invitedOnlyHint : words.auth.closedHint}</p>
        </AuthFrame>
    );
}
