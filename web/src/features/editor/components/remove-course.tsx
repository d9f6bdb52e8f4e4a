import { useState } from "react";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { CourseEdit } from "@/features/editor/api/course";
import { courseCalls, removeCourse } from "@/features/editor/api/course";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";
import { toast } from "@/ui/toast";

/** The whole course to the bin, from where it can be brought back. */
export function RemoveCourse({ course }: { course: CourseEdit }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const remove = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await removeCourse(course.id);
      await navigate({ to: "/teach" });
      void queries.invalidateQueries({ queryKey: ["teach"] });
      toast(t("editor:remove.done", { title: course.title }), {
        label: t("editor:undo"),
        run: () =>
          void courseCalls.restore(course.id).then(
            () => queries.invalidateQueries({ queryKey: ["teach"] }),
            (error: unknown) => toast(problemText(error)),
          ),
      });
    } catch (error) {
      setRefusal(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Button variant="danger" icon={<IconTrash stroke={1.75} aria-hidden="true" />} onClick={() => setAsking(true)}>
        {t("editor:remove.open")}
      </Button>
      <Dialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("editor:remove.title", { title: course.title })}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t("editor:remove.keep")}</Button>
            <Button variant="danger" busy={busy} onClick={() => void remove()}>
              {t(busy ? "editor:remove.busy" : "editor:remove.open")}
            </Button>
          </>
        }
      >
        <p>{t("editor:remove.text")}</p>
        {refusal !== undefined && <Note kind="bad">{refusal}</Note>}
      </Dialog>
    </div>
  );
}
