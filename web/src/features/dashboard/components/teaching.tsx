import { useState } from "react";
import { TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useFieldErrors, useProblemText } from "@/api/problem";
import { useCreateCourse, useTeachCourses } from "@/features/dashboard/api/learning";
import { currentLanguage } from "@/i18n/i18n";
import { useFormat } from "@/i18n/use-format";
import { Button, ButtonLink } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";
import { Note } from "@/ui/note";
import { Segmented } from "@/ui/segmented";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";
import { Tag } from "@/ui/tag";

import { CourseLine } from "./course-line";

/** Courses the viewer teaches, and the way to a new one. */
export function Teaching({ title }: { title?: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const courses = useTeachCourses();
  // The editor is another feature: its address is all that is known of it here.
  const open = (course: string) => void navigate({ href: `/teach/courses/${course}` });
  return (
    <section className="sheet" id="teaching">
      <SheetHead title={title ?? t("dashboard:teaching.title")}>
        <Button size="s" variant="ink" icon={<IconPlus stroke={1.75} aria-hidden="true" />} onClick={() => setMaking(true)}>
          {t("dashboard:teaching.new")}
        </Button>
      </SheetHead>
      <Loaded query={courses} waiting={<Blocks heights={[56, 56]} />} inSheet>
        {({ pages }) =>
          pages[0]?.items.length === 0 ? (
            <p className="pad t2">{t("dashboard:teaching.none")}</p>
          ) : (
            <ul role="list">
              {pages
                .flatMap((page) => page.items)
                .map((course) => (
                  <CourseLine
                    key={course.id}
                    course={course}
                    leads={false}
                    action={
                      <div className="row row-s row-w">
                        {course.state !== "draft" && (
                          <ButtonLink size="s" variant="quiet" to="/teach/courses/$course/students" params={{ course: course.id }} search={{}} aria-label={t("dashboard:teaching.seeStudentsOf", { title: course.title })}>
                            {t("dashboard:teaching.seeStudents")}
                          </ButtonLink>
                        )}
                        {course.rights !== "grade" && (
                          <Button size="s" onClick={() => open(course.id)} aria-label={t("dashboard:teaching.editCourse", { title: course.title })}>
                            {t("dashboard:teaching.edit")}
                          </Button>
                        )}
                      </div>
                    }
                  >
                    <p className="sm muted row row-s row-w">
                      {course.state === "published" ? <Tag kind="positive">{t("dashboard:teaching.published")}</Tag> : <Tag kind="line">{t("dashboard:teaching.draft")}</Tag>}
                      <span>{t("dashboard:teaching.lessons", { count: course.lesson_count })}</span>
                      {course.duration_ms > 0 && <span>{format.length(course.duration_ms)}</span>}
                      {course.student_count > 0 && <span>{t("dashboard:teaching.students", { count: course.student_count })}</span>}
                    </p>
                  </CourseLine>
                ))}
            </ul>
          )
        }
      </Loaded>
      <More list={courses} inSheet />
      <NewCourse opened={making} onClose={() => setMaking(false)} onMade={open} />
    </section>
  );
}

interface NewCourseProps {
  opened: boolean;
  onClose: () => void;
  onMade: (course: string) => void;
}

function NewCourse({ opened, onClose, onMade }: NewCourseProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const create = useCreateCourse();
  const [title, setTitle] = useState("");
  const [language, setLanguage] = useState<"ru" | "en">(currentLanguage());
  const [missing, setMissing] = useState(false);
  const wrong = create.isError ? fieldErrors(create.error) : {};
  const titleError = missing ? t("dashboard:teaching.titleMissing") : wrong["title"];
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("dashboard:teaching.new")}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" form="new-course" variant="ink" busy={create.isPending}>
            {create.isPending ? t("dashboard:teaching.making") : t("dashboard:teaching.make")}
          </Button>
        </>
      }
    >
      <form
        id="new-course"
        noValidate
        className="stack"
        style={{ gap: 16 }}
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(title.trim() === "");
          if (title.trim() !== "") create.mutate({ title: title.trim(), language }, { onSuccess: (course) => onMade(course.id) });
        }}
      >
        <TextInput
          data-autofocus
          label={t("dashboard:teaching.courseTitle")}
          placeholder={t("dashboard:teaching.courseTitleHint")}
          maxLength={120}
          value={title}
          error={titleError}
          onChange={(event) => {
            setTitle(event.target.value);
            setMissing(false);
          }}
        />
        <div className="stack" style={{ gap: 6 }}>
          <span className="sm" style={{ fontWeight: 500, color: "var(--text)" }}>
            {t("dashboard:teaching.courseLanguage")}
          </span>
          <Segmented<"ru" | "en">
            label={t("dashboard:teaching.courseLanguage")}
            value={language}
            onChange={setLanguage}
            options={[
              { value: "ru", label: "Русский" },
              { value: "en", label: "English" },
            ]}
          />
        </div>
        {create.isError && titleError === undefined && <Note kind="bad">{problemText(create.error)}</Note>}
      </form>
    </Dialog>
  );
}
