import { type FormEvent, useRef, useState } from "react";
import type { User } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { Button } from "../../shared/ui/button";
import { TextField } from "../../shared/ui/field";
import { sentenceFor } from "../../shared/words";
import { AuthFrame, AuthLink, FormError } from "./auth-frame";

export function SignIn({
    notice,
    login,
    onSignedIn,
    onSignUp,
}: {
    notice: string | null;
    login: (username: string, password: string) => Promise<Reply<User>>;
    onSignedIn: (user: User) => void;
    onSignUp: () => void;
}) {
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
            title="Sign in"
            notice={notice}
            footer={
                <>
                    New here?{" "}
                    <AuthLink href="/sign-up" onGo={onSignUp}>
                        Create an account
                    </AuthLink>
                </>
            }
        >
            <form ref={form} noValidate onSubmit={submit} className="mt-5 flex flex-col gap-4">
                <TextField
                    label="Username"
                    name="username"
                    autoComplete="username"
                    autoCapitalize="none"
                    spellCheck={false}
                    autoFocus
                    value={username}
                    error={missing === "username" ? "Your username is missing" : undefined}
                    onChange={(event) => setUsername(event.target.value)}
                />
                <TextField
                    label="Password"
                    name="password"
                    type="password"
                    autoComplete="current-password"
                    value={password}
                    error={missing === "password" ? "Your password is missing" : undefined}
                    onChange={(event) => setPassword(event.target.value)}
                />
                <FormError>{error}</FormError>
                <Button look="primary" type="submit" busy={busy} className="h-10 self-end">
                    Sign in
                </Button>
            </form>
        </AuthFrame>
    );
}
