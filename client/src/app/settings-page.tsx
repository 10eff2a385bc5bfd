import { Ban, Bell, CircleUserRound, KeyRound, Languages, Palette } from "lucide-react";
import { accountApi, type ProfileChange } from "../connection/account-api";
import { api } from "../connection/api";
import { uploadImage } from "../connection/upload";
import { AccountSection } from "../features/account/account-section";
import { AppearanceSection } from "../features/account/appearance-section";
import { LanguageSection } from "../features/account/language-section";
import { NotificationsSection } from "../features/notifications/notifications-section";
import { BlockedSection } from "../features/people/blocked-section";
import { ProfileSection } from "../features/settings/profile-section";
import type { OwnUser } from "../protocol/entities";
import { type Reply, succeeded } from "../protocol/reply";
import { usePageWords } from "../shared/i18n/page-words";
import { SectionedPage } from "../shared/ui/sectioned-page";
import { useStore } from "../shared/use-store";
import { pathOf, type Router, type SettingsSection, settingsSections } from "./route";
import type { ChatSession } from "./session";

const icons = {
    profile: <CircleUserRound size={16} />,
    account: <KeyRound size={16} />,
    notifications: <Bell size={16} />,
    appearance: <Palette size={16} />,
    language: <Languages size={16} />,
    blocked: <Ban size={16} />,
};

/** What one settles for oneself, section by section. */
export function SettingsPage({
    session,
    router,
    section,
}: {
    session: ChatSession;
    router: Router;
    section: SettingsSection | null;
}) {
    const { settings } = usePageWords();
    return (
        <SectionedPage
            title={settings.title}
            listLabel={settings.sections}
            sections={settingsSections.map((id) => ({ id, label: settings[id], icon: icons[id] }))}
            open={section}
            pathOf={(id) => pathOf({ page: "settings", section: id })}
            onOpen={(id) => router.go({ page: "settings", section: id })}
            onBack={() => (section ? router.backTo({ page: "settings", section: null }) : router.up())}
        >
            <Section session={session} section={section ?? settingsSections[0]} />
        </SectionedPage>
    );
}

function Section({ session, section }: { session: ChatSession; section: SettingsSection }) {
    const me = useStore(session.profile);

    async function changeProfile(change: ProfileChange): Promise<Reply<OwnUser>> {
        const reply = await accountApi.changeProfile(change);
        if (reply.ok) session.changedProfile(reply.value);
        return reply;
    }

    async function unblock(userId: string) {
        const reply = await accountApi.unblock(userId);
        if (reply.ok) session.blocks.changed(userId, false);
        return reply;
    }

    switch (section) {
        case "profile":
            return <ProfileSection me={me} change={changeProfile} upload={uploadAvatar} />;
        case "account":
            return (
                <AccountSection
                    me={me}
                    changePassword={accountApi.changePassword}
                    readSessions={accountApi.sessions}
                    endSession={accountApi.endSession}
                    endOtherSessions={accountApi.endOtherSessions}
                />
            );
        case "notifications":
            return <NotificationsSection />;
        case "appearance":
            return <AppearanceSection />;
        case "language":
            return <LanguageSection />;
        case "blocked":
            return (
                <BlockedSection read={api.blocked} blockedIds={session.blocks.userIds} unblock={unblock} />
            );
    }
}

async function uploadAvatar(file: File): Promise<Reply<string>> {
    const reply = await uploadImage(file, () => {}).finished;
    return reply.ok ? succeeded(reply.value.url) : reply;
}
