import type { KeyboardEvent } from "react";
import { useState } from "react";
import { Checkbox } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Arrangement } from "@/features/editor/arrangement";
import { stepLesson, stepSection } from "@/features/editor/arrangement";
import type { Plan } from "@/features/editor/use-folder";
import { useFormat } from "@/i18n/use-format";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/dialog";

import css from "./folder-dialog.module.css";
import { KIND_ICONS } from "./lesson-kinds";

interface FolderDialogProps {
  plan: Plan;
  lang: string;
  onClose: () => void;
  onMake: (plan: Plan) => Promise<boolean>;
}

const orderOf = (plan: Plan): Arrangement => plan.map(({ key, lessons }) => ({ id: key, lessons: lessons.map((lesson) => lesson.key) }));

function arranged(plan: Plan, order: Arrangement): Plan {
  const sections = new Map(plan.map((section) => [section.key, section]));
  const lessons = new Map(plan.flatMap((section) => section.lessons).map((lesson) => [lesson.key, lesson]));
  return order.flatMap(({ id, lessons: keys }) => {
    const section = sections.get(id);
    return section === undefined ? [] : [{ ...section, lessons: keys.flatMap((key) => lessons.get(key) ?? []) }];
  });
}

/** What a folder will become: names, order and what is left out are the teacher's. */
export function FolderDialog({ plan: guessed, lang, onClose, onMake }: FolderDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [plan, setPlan] = useState(guessed);
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const taken = plan.map((section) => ({ ...section, lessons: section.lessons.filter(({ key }) => !skipped.has(key)) })).filter(({ lessons }) => lessons.length > 0);
  const lessons = taken.flatMap((section) => section.lessons);
  const nameless = taken.some((section) => section.title.trim() === "" || section.lessons.some(({ title }) => title.trim() === ""));
  const size = lessons.reduce((sum, { file }) => sum + file.file.size, 0);

  const rename = (key: string, title: string) => setPlan(plan.map((section) => (section.key === key ? { ...section, title } : { ...section, lessons: section.lessons.map((lesson) => (lesson.key === key ? { ...lesson, title } : lesson)) })));
  const step = (key: string, direction: 1 | -1) => setPlan(arranged(plan, plan.some((section) => section.key === key) ? stepSection(orderOf(plan), key, direction) : stepLesson(orderOf(plan), key, direction)));
  const take = (keys: string[], wanted: boolean) => {
    const next = new Set(skipped);
    for (const key of keys) if (wanted) next.delete(key);
    else next.add(key);
    setSkipped(next);
  };
  const keys = (event: KeyboardEvent, key: string) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    step(key, event.key === "ArrowUp" ? -1 : 1);
  };
  const make = async () => {
    setBusy(true);
    const trimmed = taken.map((section) => ({ ...section, title: section.title.trim(), lessons: section.lessons.map((lesson) => ({ ...lesson, title: lesson.title.trim() })) }));
    if (!(await onMake(trimmed))) setBusy(false);
  };
  const moves = (key: string, title: string) => (
    <span className={css.moves}>
      <IconButton small label={t("editor:folder.up", { title })} onClick={() => step(key, -1)}>
        <IconArrowUp stroke={1.75} aria-hidden="true" />
      </IconButton>
      <IconButton small label={t("editor:folder.down", { title })} onClick={() => step(key, 1)}>
        <IconArrowDown stroke={1.75} aria-hidden="true" />
      </IconButton>
    </span>
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      size={760}
      title={t("editor:folder.title")}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button variant="ink" busy={busy} disabled={lessons.length === 0 || nameless} onClick={() => void make()}>
            {busy ? t("editor:folder.busy") : t("editor:folder.make", { count: lessons.length })}
          </Button>
        </>
      }
    >
      <p className="t2">{t("editor:folder.text")}</p>
      <ol role="list" className={css.sections}>
        {plan.map((section) => {
          const all = section.lessons.map(({ key }) => key);
          const off = all.filter((key) => skipped.has(key)).length;
          return (
            <li key={section.key}>
              <div className={cx(css.row, css.section)}>
                <Checkbox aria-label={t("editor:folder.take", { title: section.title })} checked={off < all.length} indeterminate={off > 0 && off < all.length} onChange={(event) => take(all, event.currentTarget.checked)} />
                <input className={css.name} lang={lang} aria-label={t("editor:section.name")} value={section.title} maxLength={200} aria-invalid={section.title.trim() === ""} onChange={(event) => rename(section.key, event.target.value)} onKeyDown={(event) => keys(event, section.key)} />
                {moves(section.key, section.title)}
              </div>
              <ol role="list">
                {section.lessons.map((lesson) => {
                  const Icon = KIND_ICONS[lesson.kind];
                  return (
                    <li key={lesson.key} className={cx(css.row, skipped.has(lesson.key) && css.off)}>
                      <Checkbox aria-label={t("editor:folder.take", { title: lesson.title })} checked={!skipped.has(lesson.key)} onChange={(event) => take([lesson.key], event.currentTarget.checked)} />
                      <Icon size={20} stroke={1.75} aria-hidden="true" className={css.icon} />
                      <span className={css.words}>
                        <input className={css.name} lang={lang} aria-label={t("editor:lesson.name")} value={lesson.title} maxLength={200} aria-invalid={lesson.title.trim() === ""} disabled={skipped.has(lesson.key)} onChange={(event) => rename(lesson.key, event.target.value)} onKeyDown={(event) => keys(event, lesson.key)} />
                        <span className={css.path}>
                          {lesson.path} · {format.size(lesson.file.file.size)}
                        </span>
                      </span>
                      {moves(lesson.key, lesson.title)}
                    </li>
                  );
                })}
              </ol>
            </li>
          );
        })}
      </ol>
      <p className="sm muted" role="status">
        {nameless ? t("editor:folder.nameless") : t("editor:folder.sum", { count: lessons.length, size: format.size(size) })}
      </p>
    </Dialog>
  );
}
