import { Menu } from "@mantine/core";
import { IconArchive, IconArchiveOff, IconCopy, IconDots, IconEyeOff, IconUsers, IconWorld } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { CourseEdit } from "@/features/editor/api/course";
import { courseCalls, editKey } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useProblemText } from "@/api/problem";
import { IconButton } from "@/ui/button";
import { toast } from "@/ui/toast";

const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;

/** What is done with a whole course, seldom. */
export function CourseMenu({ course, onUnpublish }: { course: CourseEdit; onUnpublish: (() => void) | undefined }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const { run, keep } = useEditing();
  const archived = course.state === "archived";
  const turn = async () => {
    if ((await run(() => (archived ? courseCalls.unarchive(course.id) : courseCalls.archive(course.id)))) === undefined) return;
    void queries.invalidateQueries({ queryKey: ["teach"] });
    toast(t(archived ? "editor:archive.back" : "editor:archive.done"));
  };
  const duplicate = async () => {
    try {
      const copy = await keep(() => courseCalls.duplicate(course.id));
      queries.setQueryData(editKey(copy.id), copy);
      void queries.invalidateQueries({ queryKey: ["teach"] });
      await navigate({ to: "/teach/courses/$course", params: { course: copy.id }, search: {} });
      toast(t("editor:duplicate.done", { title: copy.title }));
    } catch (error) {
      toast(problemText(error));
    }
  };
  return (
    <Menu>
      <Menu.Target>
        <IconButton label={t("editor:menu", { title: course.title })}>
          <IconDots stroke={1.75} aria-hidden="true" />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconWorld {...icon} />} onClick={() => void navigate({ to: "/courses/$course", params: { course: course.id } })}>
          {t("editor:coursePage")}
        </Menu.Item>
        {course.state !== "draft" && (
          <Menu.Item leftSection={<IconUsers {...icon} />} onClick={() => void navigate({ to: "/teach/courses/$course/students", params: { course: course.id }, search: {} })}>
            {t("editor:students")}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconCopy {...icon} />} onClick={() => void duplicate()}>
          {t("editor:duplicate.open")}
        </Menu.Item>
        {(onUnpublish !== undefined || course.rights === "own") && <Menu.Divider />}
        {onUnpublish !== undefined && (
          <Menu.Item leftSection={<IconEyeOff {...icon} />} onClick={onUnpublish}>
            {t("editor:unpublish.open")}
          </Menu.Item>
        )}
        {course.rights === "own" && (
          <Menu.Item leftSection={archived ? <IconArchiveOff {...icon} /> : <IconArchive {...icon} />} onClick={() => void turn()}>
            {t(archived ? "editor:archive.undo" : "editor:archive.open")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
