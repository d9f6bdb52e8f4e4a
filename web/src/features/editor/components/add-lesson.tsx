import { Menu } from "@mantine/core";
import { IconChevronDown, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { LessonKind } from "@/features/editor/api/course";
import { Button } from "@/ui/button";

import { KIND_ICONS } from "./lesson-kinds";

const KINDS: LessonKind[] = ["video", "text", "file", "test", "link"];

/** A lesson of any kind, at the end of a section. */
export function AddLesson({ section, onAdd }: { section: string; onAdd: (kind: LessonKind) => void }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="s" variant="quiet" icon={<IconPlus stroke={1.75} aria-hidden="true" />} iconEnd={<IconChevronDown stroke={1.75} aria-hidden="true" />} aria-label={t("editor:kind.addTo", { title: section })}>
          {t("editor:kind.add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => {
          const Icon = KIND_ICONS[kind];
          return (
            <Menu.Item key={kind} leftSection={<Icon size={18} stroke={1.75} aria-hidden />} onClick={() => onAdd(kind)}>
              {t(`editor:kind.${kind}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
