import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import { signOut } from "@/api/session";
import { LookForm } from "@/features/accounts/components/look-form";
import { ProfileForm } from "@/features/accounts/components/profile-form";
import css from "@/features/accounts/components/settings.module.css";
import { TeachForm } from "@/features/accounts/components/teach-form";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { PageHead } from "@/ui/page-head";

export function SettingsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useMe().data;
  useTitle(t("accounts:settings.title"));
  if (me == null) return null; // the route lets in only who is signed in
  return (
    <div className={css.page}>
      <PageHead title={t("accounts:settings.title")} />
      <section className={`sheet pad-l ${css.sheet}`}>
        <h2>{t("accounts:settings.profile")}</h2>
        <ProfileForm key={me.id} me={me} />
      </section>
      <section className={`sheet pad-l ${css.sheet}`}>
        <h2>{t("accounts:settings.look")}</h2>
        <LookForm />
      </section>
      <section className={`sheet pad-l ${css.sheet}`}>
        <h2>{t("accounts:teach.title")}</h2>
        <TeachForm me={me} />
      </section>
      <div>
        <Button onClick={() => void navigate({ to: "/" }).then(signOut)}>{t("common:account.signOut")}</Button>
      </div>
    </div>
  );
}
