import { useState } from "react";
import { Select, TextInput } from "@mantine/core";
import { IconTrash, IconUserPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { problemOf, useFieldErrors, useProblemText } from "@/api/problem";
import type { CourseTeacher } from "@/features/editor/api/teachers";
import { addTeacher, removeTeacher, teachersQuery } from "@/features/editor/api/teachers";
import { useEditing } from "@/features/editor/course-editing";
import { Avatar } from "@/ui/avatar";
import { Button, IconButton } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Blocks } from "@/ui/skeleton";
import { Tag } from "@/ui/tag";
import { toast } from "@/ui/toast";

import css from "./editor.module.css";

type Rights = "edit" | "grade";
const RIGHTS: Rights[] = ["edit", "grade"];

/** Who makes the course together, and who grades. The owner chooses. */
export function TeachersForm() {
  const { t } = useTranslation();
  const { courseId, keep } = useEditing();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const teachers = useQuery(teachersQuery(courseId));
  const again = () => queries.invalidateQueries({ queryKey: teachersQuery(courseId).queryKey });
  const remove = async (teacher: CourseTeacher) => {
    try {
      await keep(() => removeTeacher(courseId, teacher.id));
      await again();
      toast(t("editor:teachers.removed", { name: teacher.name }), { label: t("editor:undo"), run: () => void keep(() => addTeacher(courseId, { email: teacher.email, rights: teacher.rights })).then(again, (error: unknown) => toast(problemText(error))) });
    } catch (error) {
      toast(problemText(error));
    }
  };
  return (
    <section className="sheet" aria-label={t("editor:teachers.title")}>
      <Loaded query={teachers} waiting={<Blocks heights={[56]} />} inSheet>
        {(all) =>
          all.length === 0 ? (
            <p className={css.alone}>{t("editor:teachers.none")}</p>
          ) : (
            <ul role="list">
              {all.map((teacher) => (
                <li key={teacher.id} className={css.teacher}>
                  <Avatar name={teacher.name} />
                  <span className={css.teacherWords}>
                    <b>{teacher.name}</b>
                    <span className="sm muted">{teacher.email}</span>
                  </span>
                  <Tag kind="line">{t(`editor:teachers.rights.${teacher.rights}`)}</Tag>
                  <IconButton small label={t("editor:teachers.remove", { name: teacher.name })} onClick={() => void remove(teacher)}>
                    <IconTrash stroke={1.75} aria-hidden="true" />
                  </IconButton>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <AddTeacher onAdded={again} />
    </section>
  );
}

function AddTeacher({ onAdded }: { onAdded: () => Promise<unknown> }) {
  const { t } = useTranslation();
  const { courseId, keep } = useEditing();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [email, setEmail] = useState("");
  const [rights, setRights] = useState<Rights>("edit");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const missing = email.trim() === "";
  const add = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await keep(() => addTeacher(courseId, { email: email.trim(), rights }));
      setEmail("");
      await onAdded();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  const said = error === undefined ? undefined : (fieldErrors(error)["email"] ?? (problemOf(error)?.status === 404 ? t("editor:teachers.unknown") : problemText(error)));
  return (
    <form
      className={css.addTeacher}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!missing) void add();
      }}
    >
      <TextInput
        type="email"
        autoComplete="off"
        label={t("editor:teachers.email")}
        description={t("editor:teachers.emailHint")}
        value={email}
        error={said}
        onChange={(event) => {
          setEmail(event.target.value);
          setError(undefined);
        }}
      />
      <Select label={t("editor:teachers.may")} description={t(`editor:teachers.hint.${rights}`)} data={RIGHTS.map((value) => ({ value, label: t(`editor:teachers.rights.${value}`) }))} value={rights} onChange={(value) => value !== null && setRights(value as Rights)} />
      <Button type="submit" busy={busy} disabled={missing} icon={<IconUserPlus stroke={1.75} aria-hidden="true" />}>
        {t(busy ? "editor:teachers.adding" : "editor:teachers.add")}
      </Button>
    </form>
  );
}
