import { type FormEvent, useRef, useState } from "react";
import type { OwnUser } from "../../protocol/entities";
import type { Registration } from "../../protocol/registration";
import type { Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { Button } from "../../shared/ui/button";
import { TextField } from "../../shared/ui/field";
import { sentenceFor } from "../../shared/words";
import { AuthFrame, AuthLink, FormError } from "./auth-frame";

export function SignIn({
    notice,
    registration,
    login,
    onSignedIn,
    onSignUp,
}: {
    notice: string | null;
    /** Who may sign up; null while that is not known. */
    registration: Registration | null;
    login: (username: string, password: string) => Promise<Reply<OwnUser>>;
    onSignedIn: (user: OwnUser) => void;
    onSignUp: () => void;
}) {
    const words = usePageWords();
    const [username, setUsername] = useState("");
    const [password, setPassword] = useState("");
    const [error, setError] = useState<string | null>(null);
    const [missing, setMissing] = useState<"username" | "password" | null>(null);
    const [busy, setBusy] = useState(false);
    const form = useRef<HTMLFormElement>(null);

    async function submit(event: FormEvent) {
        event.preventDefault();
        const empty = username.trim() === "" ? "username" : password === "" ? "password" : null;
        setMissing(empty);
        setError(null);
        if (empty) {
            form.current?.querySelector<HTMLInputElement>(`[name=${empty}]`)?.focus();
            return;
        }
        setBusy(true);
        const reply = await login(username.trim().toLowerCase(), password);
        setBusy(false);
        if (reply.ok) onSignedIn(reply.value);
        else setError(sentenceFor(reply.problem));
    }

    return (
        <AuthFrame
            title={words.auth.signIn}
            notice={notice}
            footer={
                registration && (
                    <>
                        {words.auth.newHere}{" "}
                        {registration === "open" && (
                            <AuthLink href="/sign-up" onGo={onSignUp}>
                                {words.auth.createAnAccount}
                            </AuthLink>
                        )}
                        {registration === "invite" && words.auth.invitedOnlyHint}
                        {registration === "closed" && words.auth.closedHint}
                    </>
                )
            }
        >
            <form ref={form} noValidate onSubmit={submit} className="mt-5 flex flex-col gap-4">
                <TextField
                    label={words.auth.username}
                    name="username"
                    autoComplete="username"
                    autoCapitalize="none"
                    spellCheck={false}
                    autoFocus
                    value={username}
                    error={missing === "username" ? words.auth.usernameMissing : undefined}
                    onChange={(event) => setUsername(event.target.value)}
                />
                <TextField
                    label={words.auth.password}
                    name="password"
                    type="password"
                    autoComplete="current-password"
                    value={password}
                    error={missing === "password" ? words.auth.passwordMissing : undefined}
                    onChange={(event) => setPassword(event.target.value)}
                />
                <FormError>{error}</FormError>
                <Button look="primary" type="submit" busy={busy} className="h-10 self-end">
                    {words.auth.signIn}
                </Button>
            </form>
        </AuthFrame>
    );
}
