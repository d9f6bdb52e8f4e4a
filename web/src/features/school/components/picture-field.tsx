import { useRef, useState } from "react";
import { IconPhoto, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { SchoolPicture } from "@/features/school/api/school";
import { sendPicture } from "@/features/school/api/school";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

import css from "./school.module.css";

const LIMIT_BYTES = 10 * 1024 * 1024;

interface PictureFieldProps {
  label: string;
  hint: string;
  picture: SchoolPicture | null;
  onChange: (picture: SchoolPicture | null) => unknown;
}

/** A logo or a signature: shown on white, as on paper. */
export function PictureField({ label, hint, picture, onChange }: PictureFieldProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setRefusal(undefined);
    if (file.size > LIMIT_BYTES) return setRefusal(t("school:picture.tooLarge", { limit: format.size(LIMIT_BYTES) }));
    setBusy(true);
    try {
      await onChange(await sendPicture(file));
    } catch (error) {
      setRefusal(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.picture} role="group" aria-label={label}>
      <div className={css.shown}>{picture === null ? <IconPhoto size={24} stroke={1.5} aria-hidden="true" /> : <img src={picture.url} alt={label} />}</div>
      <div className="stack stack-s">
        <p className={css.label}>{label}</p>
        <p className="sm muted">{hint}</p>
        {refusal !== undefined && <Note kind="bad">{refusal}</Note>}
        <div className="row row-w">
          <input ref={input} type="file" accept="image/png,image/jpeg,image/webp,image/gif" className="sr" tabIndex={-1} aria-hidden="true" onChange={(event) => (void take(event.target.files?.[0]), (event.target.value = ""))} />
          <Button size="s" busy={busy} icon={<IconPhoto size={16} stroke={1.75} aria-hidden="true" />} onClick={() => input.current?.click()}>
            {t(busy ? "school:picture.sending" : picture === null ? "school:picture.choose" : "school:picture.replace")}
          </Button>
          {picture !== null && (
            <Button size="s" variant="quiet" icon={<IconTrash size={16} stroke={1.75} aria-hidden="true" />} onClick={() => void onChange(null)}>
              {t("school:picture.remove")}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
