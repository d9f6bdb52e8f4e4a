import { PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { problemOf, useFieldErrors, useProblemText } from "@/api/problem";
import { signIn } from "@/api/session";
import { SignLayout } from "@/features/accounts/components/sign-layout";
import { isLanguage, languageChosen, switchLanguage } from "@/i18n/i18n";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { t } = useTranslation();
  const { back } = route.useSearch();
  const router = useRouter();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  useTitle(t("accounts:signIn.title"));
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => (value.trim() === "" ? t("accounts:fields.emailMissing") : null),
      password: (value) => (value === "" ? t("accounts:fields.passwordMissing") : null),
    },
  });
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: (me) => {
      // On a new device the account's language comes along; a choice made here stays.
      if (!languageChosen() && isLanguage(me.language)) void switchLanguage(me.language);
      router.history.replace(back ?? "/cabinet");
    },
    onError: (error) => {
      // Which of the two is wrong is not said; the words stand where the eye is.
      if (problemOf(error)?.slug === "wrong-credentials") form.setErrors({ email: true, password: problemText(error) });
      else form.setErrors(fieldErrors(error));
    },
  });
  const elsewhere = enter.isError && Object.keys(form.errors).length === 0;
  return (
    <SignLayout>
      <div className="stack stack-s">
        <h1>{t("accounts:signIn.heading")}</h1>
        <p className="muted">
          {t("accounts:signIn.new")}{" "}
          <Link className="link" to="/sign-up" search={{ back }}>
            {t("accounts:signIn.toSignUp")}
          </Link>
        </p>
      </div>
      <form noValidate onSubmit={form.onSubmit(({ email, password }) => enter.mutate({ email: email.trim(), password }))}>
        {elsewhere && <Note kind="bad">{problemText(enter.error)}</Note>}
        <TextInput label={t("accounts:fields.email")} type="email" autoComplete="username" inputMode="email" {...form.getInputProps("email")} />
        <PasswordInput
          label={t("accounts:fields.password")}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": t("accounts:fields.showPassword"), tabIndex: 0 }}
          {...form.getInputProps("password")}
          aria-invalid={form.errors["password"] != null}
        />
        <Button type="submit" variant="ink" size="l" wide busy={enter.isPending}>
          {enter.isPending ? t("accounts:signIn.busy") : t("accounts:signIn.submit")}
        </Button>
      </form>
    </SignLayout>
  );
}
