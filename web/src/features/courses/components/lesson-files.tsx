import { useState } from "react";
import { IconDownload, IconFile, IconFileTypePdf, IconPhoto } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { Schemas } from "@/api/schemas";
import type { LessonView } from "@/features/courses/api/learn";
import { fileLink } from "@/features/courses/api/learn";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { toast } from "@/ui/toast";

import css from "./lesson-files.module.css";

type FileOut = Schemas["FileOut"];
const ICONS = { pdf: IconFileTypePdf, picture: IconPhoto, none: IconFile };

/** Gives a file to the person under its own name. */
export function useDownload(lesson: string): { busy: string | undefined; download: (file: FileOut) => Promise<void> } {
  const problemText = useProblemText();
  const [busy, setBusy] = useState<string>();
  const download = async (file: FileOut) => {
    setBusy(file.id);
    try {
      const link = document.createElement("a");
      link.href = await fileLink(lesson, file.id);
      link.download = file.name;
      document.body.append(link);
      link.click();
      link.remove();
    } catch (error) {
      toast(problemText(error));
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, download };
}

/** Files that go with a lesson; nothing when there are none. */
export function LessonFiles({ lesson }: { lesson: LessonView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { busy, download } = useDownload(lesson.id);
  if (lesson.attachments.length === 0) return null;
  return (
    <section className={css.files} aria-labelledby={`files-${lesson.id}`}>
      <h2 id={`files-${lesson.id}`}>{t("courses:files.title")}</h2>
      <ul role="list">
        {lesson.attachments.map((file) => {
          const Icon = ICONS[file.shown];
          return (
            <li key={file.id}>
              <Icon size={20} stroke={1.75} aria-hidden="true" className="muted" />
              <span className={css.name}>
                {file.name}
                <span className={`sm muted num ${css.size}`}>{format.size(file.size_bytes)}</span>
              </span>
              <Button size="s" busy={busy === file.id} icon={<IconDownload stroke={1.75} aria-hidden="true" />} aria-label={t("courses:files.downloadName", { name: file.name })} onClick={() => void download(file)}>
                {t("courses:files.download")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
