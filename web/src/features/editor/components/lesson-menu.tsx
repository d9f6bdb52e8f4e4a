import { Menu } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconChartAreaLine, IconCornerDownRight, IconDots, IconPencil, IconTrash, IconUpload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { LessonEdit } from "@/features/editor/api/course";
import { courseCalls } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { IconButton } from "@/ui/button";
import { toast } from "@/ui/toast";

import type { OutlineMoves } from "./use-moves";

interface LessonMenuProps {
  lesson: LessonEdit;
  moves: OutlineMoves;
  onRename: () => void;
  onReplace: (() => void) | undefined;
}

const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;

export function LessonMenu({ lesson, moves, onRename, onReplace }: LessonMenuProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { courseId, run, undo } = useEditing();
  const others = moves.sections.filter(({ id }) => id !== lesson.section_id);
  const remove = async () => {
    if ((await run(() => courseCalls.removeLesson(lesson.id))) === undefined) return;
    const words = t("editor:lesson.removed", { title: lesson.title });
    const step = { words, back: () => void run(() => courseCalls.restoreLesson(lesson.id)), forth: () => void run(() => courseCalls.removeLesson(lesson.id)) };
    undo.add(step);
    toast(words, { label: t("editor:undo"), run: () => undo.takeBack(step) });
  };
  return (
    <Menu>
      <Menu.Target>
        <IconButton small label={t("editor:menu", { title: lesson.title })}>
          <IconDots stroke={1.75} aria-hidden="true" />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil {...icon} />} onClick={onRename}>
          {t("editor:rename")}
        </Menu.Item>
        {onReplace !== undefined && (
          <Menu.Item leftSection={<IconUpload {...icon} />} onClick={onReplace}>
            {t(lesson.video == null ? "editor:video.choose" : "editor:video.replace")}
          </Menu.Item>
        )}
        {lesson.video?.playable === true && (
          <Menu.Item leftSection={<IconChartAreaLine {...icon} />} onClick={() => void navigate({ to: "/teach/courses/$course/lessons/$lesson/curve", params: { course: courseId, lesson: lesson.id } })}>
            {t("editor:video.curve")}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconArrowUp {...icon} />} disabled={!moves.canStep(lesson.id, -1)} onClick={() => moves.step(lesson.id, -1)}>
          {t("editor:move.up")}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown {...icon} />} disabled={!moves.canStep(lesson.id, 1)} onClick={() => moves.step(lesson.id, 1)}>
          {t("editor:move.down")}
        </Menu.Item>
        {others.map((section) => (
          <Menu.Item key={section.id} leftSection={<IconCornerDownRight {...icon} />} onClick={() => moves.toSection(lesson.id, section.id)}>
            {t("editor:move.to", { title: section.title })}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item data-danger leftSection={<IconTrash {...icon} />} onClick={() => void remove()}>
          {t("editor:lesson.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
