import type { Icon } from "@tabler/icons-react";
import { IconClipboardText, IconExternalLink, IconFile, IconFileText, IconVideo } from "@tabler/icons-react";

import type { LessonKind } from "@/features/editor/api/course";

/** How each kind is drawn wherever a lesson is a row. */
export const KIND_ICONS: Record<LessonKind, Icon> = { video: IconVideo, text: IconFileText, file: IconFile, test: IconClipboardText, link: IconExternalLink };
