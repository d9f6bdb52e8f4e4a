import { Checkbox, PasswordInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { problemOf, useFieldErrors, useProblemText } from "@/api/problem";
import { register } from "@/api/session";
import { SignLayout } from "@/features/accounts/components/sign-layout";
import { currentLanguage } from "@/i18n/i18n";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

const route = getRouteApi("/sign-up");

/** A new account; who wants to teach says so at once. */
export function SignUpPage() {
  const { t } = useTranslation();
  const { back } = route.useSearch();
  const router = useRouter();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  useTitle(t("accounts:signUp.title"));
  const form = useForm({
    initialValues: { name: "", email: "", password: "", wants_to_teach: false, note: "" },
    validate: {
      name: (value) => (value.trim() === "" ? t("accounts:fields.nameMissing") : null),
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t("accounts:fields.emailWrong")),
      password: (value) => ([...value].length < 8 ? t("accounts:fields.passwordShort") : null),
    },
  });
  const create = useMutation({
    mutationFn: register,
    onSuccess: () => router.history.replace(back ?? "/cabinet"),
    onError: (error) => {
      if (problemOf(error)?.slug === "email-taken") form.setErrors({ email: problemText(error) });
      else form.setErrors(fieldErrors(error));
    },
  });
  const elsewhere = create.isError && Object.keys(form.errors).length === 0;
  return (
    <SignLayout>
      <div className="stack stack-s">
        <h1>{t("accounts:signUp.heading")}</h1>
        <p className="muted">
          {t("accounts:signUp.known")}{" "}
          <Link className="link" to="/sign-in" search={{ back }}>
            {t("accounts:signUp.toSignIn")}
          </Link>
        </p>
      </div>
      <form
        noValidate
        onSubmit={form.onSubmit(({ name, email, password, wants_to_teach, note }) =>
          create.mutate({ name: name.trim(), email: email.trim(), password, language: currentLanguage(), wants_to_teach, ...(wants_to_teach && note.trim() !== "" && { note: note.trim() }) }),
        )}
      >
        {elsewhere && <Note kind="bad">{problemText(create.error)}</Note>}
        <TextInput label={t("accounts:fields.name")} description={t("accounts:fields.nameHint")} autoComplete="name" {...form.getInputProps("name")} />
        <TextInput label={t("accounts:fields.email")} type="email" autoComplete="username" inputMode="email" {...form.getInputProps("email")} />
        <PasswordInput
          label={t("accounts:fields.password")}
          description={t("accounts:fields.passwordHint")}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": t("accounts:fields.showPassword"), tabIndex: 0 }}
          {...form.getInputProps("password")}
          aria-invalid={form.errors["password"] != null}
        />
        <Checkbox label={t("accounts:signUp.teach")} {...form.getInputProps("wants_to_teach", { type: "checkbox" })} />
        {form.values.wants_to_teach && (
          <Textarea label={t("accounts:teach.note")} description={t("accounts:teach.noteHint")} autosize minRows={2} maxRows={6} maxLength={1000} {...form.getInputProps("note")} />
        )}
        <Button type="submit" variant="ink" size="l" wide busy={create.isPending}>
          {create.isPending ? t("accounts:signUp.busy") : t("accounts:signUp.submit")}
        </Button>
      </form>
    </SignLayout>
  );
}
