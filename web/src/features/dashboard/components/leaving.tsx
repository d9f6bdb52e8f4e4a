import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { useKeepCourse } from "@/features/dashboard/api/archive";
import type { Learning } from "@/features/dashboard/api/learning";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

const SOON_MS = 7 * 24 * 3600 * 1000;

/** A completed course that leaves the cabinet within a week, said on its row, with the way to keep it. */
export function Leaving({ entry }: { entry: Learning["courses"][number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const keep = useKeepCourse();
  const { leaves_at, course } = entry;
  const [now] = useState(() => Date.now());
  if (leaves_at == null || new Date(leaves_at).getTime() - now > SOON_MS) return null;
  // One that was told late leaves later than its date: no date that has passed is said.
  const when = new Date(leaves_at).getTime() > now ? format.date(leaves_at) : undefined;
  return (
    <>
      <p className="row row-w row-s sm">
        <span>{when === undefined ? t("dashboard:archive.soon") : t("dashboard:archive.leaves", { when })}</span>
        <Button size="s" variant="quiet" busy={keep.isPending} onClick={() => keep.mutate(course.id)} aria-label={t("dashboard:archive.keepCourse", { title: course.title })}>
          {t("dashboard:archive.keep")}
        </Button>
      </p>
      {keep.isError && <Note kind="bad">{problemText(keep.error)}</Note>}
    </>
  );
}
