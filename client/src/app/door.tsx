import { api, type NewAccount } from "../connection/api";
import { requestJson } from "../connection/rest";
import { NoSignUp } from "../features/auth/no-sign-up";
import { SignIn } from "../features/auth/sign-in";
import { SignUp } from "../features/auth/sign-up";
import type { OwnUser } from "../protocol/entities";
import { type Registration, readRegistration } from "../protocol/registration";
import type { Reply } from "../protocol/reply";
import { useLoaded } from "../shared/use-loaded";

const findRegistration = () => requestJson("GET", "/auth/registration", readRegistration);

/** Where one signs in or, as far as this server lets people, up. */
export function Door({
    signsUp,
    invited,
    notice,
    register,
    onSignedIn,
    onSwitch,
}: {
    signsUp: boolean;
    /** Whether one came by a link of invitation. */
    invited: boolean;
    notice: string | null;
    register: (account: NewAccount) => Promise<Reply<OwnUser>>;
    onSignedIn: (user: OwnUser) => void;
    /** To the other of the two. */
    onSwitch: () => void;
}) {
    const { value, problem } = useLoaded(findRegistration);
    // Whoever cannot be told tries, and hears then.
    const registration: Registration | null = value ?? (problem && "open");
    if (!signsUp) {
        return (
            <SignIn
                notice={notice}
                registration={registration === "invite" && invited ? "open" : registration}
                login={api.login}
                onSignedIn={onSignedIn}
                onSignUp={onSwitch}
            />
        );
    }
    if (registration === null) return null;
    const may = registration === "open" || (registration === "invite" && invited);
    return may ? (
        <SignUp register={register} onSignedIn={onSignedIn} onSignIn={onSwitch} />
    ) : (
        <NoSignUp registration={registration} onSignIn={onSwitch} />
    );
}
