import { ScrollText, Ticket, Users } from "lucide-react";
import { adminApi } from "../connection/admin-api";
import { api } from "../connection/api";
import { AuditSection } from "../features/admin/audit-section";
import { InvitationsSection } from "../features/admin/invitations-section";
import { UsersSection } from "../features/admin/users-section";
import { usePageWords } from "../shared/i18n/page-words";
import { Button } from "../shared/ui/button";
import { Notice } from "../shared/ui/notice";
import { SectionedPage } from "../shared/ui/sectioned-page";
import { useStore } from "../shared/use-store";
import { type AdminSection, adminSections, pathOf, type Router } from "./route";
import type { ChatSession } from "./session";

const icons = {
    users: <Users size={16} />,
    invitations: <Ticket size={16} />,
    audit: <ScrollText size={16} />,
};

const userCommands = {
    change: adminApi.changeUser,
    resetPassword: adminApi.resetPassword,
    sessions: adminApi.sessions,
    endSessions: adminApi.endSessions,
};

/** What only admins see and do. */
export function AdminPage({
    session,
    router,
    section,
}: {
    session: ChatSession;
    router: Router;
    section: AdminSection | null;
}) {
    const { admin } = usePageWords();
    const me = useStore(session.profile);
    if (me.role !== "admin") {
        return (
            <Notice
                title={admin.onlyAdmins}
                action={<Button onClick={() => router.go({ page: "home" })}>{admin.backToRooms}</Button>}
            >
                {admin.onlyAdminsHint}
            </Notice>
        );
    }
    const shown = section ?? adminSections[0];
    return (
        <SectionedPage
            title={admin.title}
            listLabel={admin.sections}
            sections={adminSections.map((id) => ({ id, label: admin[id], icon: icons[id] }))}
            open={section}
            pathOf={(id) => pathOf({ page: "admin", section: id })}
            onOpen={(id) => router.go({ page: "admin", section: id })}
            onBack={() => (section ? router.backTo({ page: "admin", section: null }) : router.up())}
        >
            {shown === "users" && <UsersSection meId={me.id} find={adminApi.users} commands={userCommands} />}
            {shown === "invitations" && (
                <InvitationsSection
                    read={adminApi.invites}
                    create={adminApi.invite}
                    revoke={adminApi.revokeInvite}
                />
            )}
            {shown === "audit" && <AuditSection read={adminApi.audit} findUsers={api.findUsers} />}
        </SectionedPage>
    );
}
