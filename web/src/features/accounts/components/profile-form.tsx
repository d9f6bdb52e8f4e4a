import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import type { Me } from "@/api/me";
import { useFieldErrors, useProblemText } from "@/api/problem";
import { useUpdateMe } from "@/features/accounts/api/update-me";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

/** The name others see. Saving is confirmed where it was done. */
export function ProfileForm({ me }: { me: Me }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const update = useUpdateMe();
  const form = useForm({
    initialValues: { name: me.name },
    validate: { name: (value) => (value.trim() === "" ? t("accounts:fields.nameMissing") : null) },
  });
  return (
    <form
      noValidate
      className="stack"
      style={{ gap: 16 }}
      onSubmit={form.onSubmit(({ name }) => update.mutate({ name: name.trim() }, { onError: (error) => form.setErrors(fieldErrors(error)) }))}
    >
      <TextInput label={t("accounts:fields.name")} description={t("accounts:fields.nameHint")} autoComplete="name" {...form.getInputProps("name")} />
      <TextInput label={t("accounts:fields.email")} value={me.email} readOnly />
      {update.isError && form.isValid() && <Note kind="bad">{problemText(update.error)}</Note>}
      <div className="row row-w">
        <Button type="submit" variant="ink" busy={update.isPending}>
          {update.isPending ? t("common:saving") : t("accounts:settings.save")}
        </Button>
        <span className="sm muted" role="status">
          {update.isSuccess && !update.isPending && t("common:savedAt", { time: format.time(new Date(update.submittedAt).toISOString()) })}
        </span>
      </div>
    </form>
  );
}
