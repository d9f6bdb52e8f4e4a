import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { LessonView } from "@/features/courses/api/learn";
import button from "@/ui/button.module.css";

import { Page } from "./article";
import css from "./lesson-files.module.css";

/** A lesson elsewhere: where it leads is said before it is opened. */
export function LinkLesson({ lesson }: { lesson: LessonView }) {
  const { t } = useTranslation();
  const url = lesson.link_url ?? "";
  if (url === "")
    return (
      <Page lesson={lesson} marked={false}>
        <p className="muted">{t("courses:link.none")}</p>
      </Page>
    );
  return (
    <Page lesson={lesson} marked>
      <p className="t2">{t("courses:link.text", { host: hostOf(url) })}</p>
      <p className={`sm ${css.where}`}>{url}</p>
      <div>
        {/* The page that opens learns nothing of ours, and cannot reach back. */}
        <a className={`${button.button} ${button.ink}`} href={url} target="_blank" rel="noopener noreferrer">
          <IconExternalLink stroke={1.75} aria-hidden="true" />
          <span>{t("courses:link.open")}</span>
          <span className="sr"> ({t("courses:link.newTab")})</span>
        </a>
      </div>
    </Page>
  );
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : url);
