import { Menu } from "@mantine/core";
import { IconChevronDown, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Kind } from "@/features/quizzes/model";
import { KINDS } from "@/features/quizzes/model";
import { Button } from "@/ui/button";

import { KindIcon } from "./kind-icon";

/** A new question: first its kind. */
export function AddQuestion({ onAdd, ink }: { onAdd: (kind: Kind) => void; ink?: boolean }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant={ink === true ? "ink" : "outline"} icon={<IconPlus stroke={1.75} aria-hidden="true" />} iconEnd={<IconChevronDown size={16} stroke={1.75} aria-hidden="true" />}>
          {t("quizzes:items.add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => (
          <Menu.Item key={kind} leftSection={<KindIcon kind={kind} />} onClick={() => onAdd(kind)}>
            {t(`quizzes:kind.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
