import { IconCircleDot, IconCursorText, IconForms, IconListCheck, IconListNumbers, IconNumber123, IconArrowsLeftRight, IconAlignLeft, IconToggleLeft } from "@tabler/icons-react";

import type { Kind } from "@/features/quizzes/model";

import css from "./editor.module.css";

const ICONS = { single: IconCircleDot, multiple: IconListCheck, true_false: IconToggleLeft, number: IconNumber123, short_text: IconCursorText, matching: IconArrowsLeftRight, ordering: IconListNumbers, gaps: IconForms, essay: IconAlignLeft };

/** What a question is answered with; its name stands beside it in words. */
export function KindIcon({ kind }: { kind: Kind }) {
  const Icon = ICONS[kind];
  return (
    <span className={css.kind} aria-hidden="true">
      <Icon size={18} stroke={1.75} />
    </span>
  );
}
