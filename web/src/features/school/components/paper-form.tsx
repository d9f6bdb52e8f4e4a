import { useState } from "react";
import { TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { School, Signature } from "@/features/school/api/school";
import { useUpdateSchool } from "@/features/school/api/school";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

import { PictureField } from "./picture-field";
import css from "./school.module.css";

const MOST = 2;

/** What the school prints on certificates: its logo, and who signs beside the teacher. */
export function PaperForm({ school }: { school: School }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const update = useUpdateSchool();
  const [signatures, setSignatures] = useState(school.signatures);
  const change = (at: number, part: Partial<Signature>) => setSignatures((all) => all.map((each, place) => (place === at ? { ...each, ...part } : each)));
  const nameless = signatures.some(({ name }) => name.trim() === "");
  const save = () => update.mutate({ signatures: signatures.map(({ name, role, picture }) => ({ name: name.trim(), role: role.trim(), picture: picture?.hash ?? null })) });
  return (
    <div className={css.form}>
      <PictureField label={t("school:paper.logo")} hint={t("school:paper.logoHint")} picture={school.logo} onChange={(picture) => update.mutateAsync({ logo: picture?.hash ?? null })} />
      {signatures.map((signature, at) => (
        <div key={at} className={css.signature} role="group" aria-label={t("school:paper.signature", { number: at + 1 })}>
          <div className={css.two}>
            <TextInput label={t("school:paper.name")} maxLength={100} value={signature.name} error={signature.name.trim() === "" && update.isError ? t("school:paper.nameMissing") : undefined} onChange={(event) => change(at, { name: event.target.value })} />
            <TextInput label={t("school:paper.role")} description={t("school:paper.roleHint")} maxLength={100} value={signature.role} onChange={(event) => change(at, { role: event.target.value })} />
          </div>
          <PictureField label={t("school:paper.hand")} hint={t("school:paper.handHint")} picture={signature.picture} onChange={(picture) => change(at, { picture })} />
          <div>
            <Button size="s" variant="quiet" onClick={() => setSignatures((all) => all.filter((_, place) => place !== at))}>
              {t("school:paper.remove")}
            </Button>
          </div>
        </div>
      ))}
      {update.isError && <Note kind="bad">{problemText(update.error)}</Note>}
      <div className="row row-w">
        {signatures.length < MOST && (
          <Button icon={<IconPlus size={20} stroke={1.75} aria-hidden="true" />} onClick={() => setSignatures((all) => [...all, { name: "", role: "", picture: null }])}>
            {t("school:paper.add")}
          </Button>
        )}
        {(signatures.length > 0 || school.signatures.length > 0) && (
          <Button variant="ink" busy={update.isPending} disabled={nameless} onClick={save}>
            {t(update.isPending ? "common:saving" : "school:paper.save")}
          </Button>
        )}
        <span className="sm muted" role="status">
          {update.isSuccess && !update.isPending && t("common:savedAt", { time: format.time(new Date(update.submittedAt).toISOString()) })}
        </span>
      </div>
    </div>
  );
}
