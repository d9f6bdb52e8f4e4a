import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useServerEvent } from "@/api/events";
import { problemOf } from "@/api/problem";
import type { CourseEdit } from "@/features/editor/api/course";
import { courseEditQuery, editKey } from "@/features/editor/api/course";
import { AboutForm } from "@/features/editor/components/about-form";
import { CourseRules } from "@/features/editor/components/course-rules";
import { EditorHead } from "@/features/editor/components/editor-head";
import css from "@/features/editor/components/editor.module.css";
import { Missing } from "@/features/editor/components/missing";
import { OutlineEditor } from "@/features/editor/components/outline-editor";
import { PriceForm } from "@/features/editor/components/price-form";
import { PublishBar } from "@/features/editor/components/publish-bar";
import { TeachersForm } from "@/features/editor/components/teachers-form";
import { CourseEditingContext, useCourseEditing } from "@/features/editor/course-editing";
import type { UploadSlots } from "@/features/editor/upload-slots";
import { UploadSlotsContext } from "@/features/editor/upload-slots";
import { useSendsAlive } from "@/features/editor/use-file-sends";
import { useUndoKeys } from "@/features/editor/use-undo-keys";
import { useTitle } from "@/lib/use-title";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { Skeleton, Waiting } from "@/ui/skeleton";
import { Tabs } from "@/ui/tabs";

export type EditorTab = "outline" | "about" | "rules" | "price" | "teachers";

interface CourseEditorPageProps {
  courseId: string;
  tab: EditorTab;
  onTab: (tab: EditorTab) => void;
  uploads: UploadSlots;
}

/** A teacher's workshop: contents left, uploads right, publishing and saved state in the head. */
export function CourseEditorPage({ courseId, tab, onTab, uploads }: CourseEditorPageProps) {
  const { t } = useTranslation();
  const course = useQuery(courseEditQuery(courseId));
  useTitle(course.data?.title);
  if (course.data !== undefined)
    return (
      <UploadSlotsContext value={uploads}>
        <Editor key={courseId} course={course.data} tab={tab} onTab={onTab} sheet={uploads.sheet} />
      </UploadSlotsContext>
    );
  return (
    <div className="wrap" style={{ paddingBlock: 32 }}>
      {course.isPending ? (
        <Waiting>
          <div className="stack stack-l">
            <Skeleton height={64} />
            <Skeleton height={280} radius="var(--r-card)" />
            <Skeleton height={280} radius="var(--r-card)" />
          </div>
        </Waiting>
      ) : problemOf(course.error)?.status === 404 || problemOf(course.error)?.status === 403 ? (
        <Empty
          level={1}
          title={t("editor:notFound.title")}
          actions={
            <ButtonLink to="/teach" variant="ink">
              {t("editor:notFound.go")}
            </ButtonLink>
          }
        >
          {t("editor:notFound.text")}
        </Empty>
      ) : (
        <Failure error={course.error} onRetry={() => void course.refetch()} />
      )}
    </div>
  );
}

function Editor({ course, tab, onTab, sheet }: { course: CourseEdit; tab: EditorTab; onTab: (tab: EditorTab) => void; sheet: React.ReactNode }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const editing = useCourseEditing(course.id);
  const { setVideo } = editing;
  useServerEvent("video", (video) => setVideo(video, video.lesson_id));
  useServerEvent("opened", () => void queries.invalidateQueries({ queryKey: editKey(course.id) }));
  useUndoKeys(editing.undo);
  useSendsAlive();
  const own = course.rights === "own";
  const shown = tab === "teachers" && !own ? "outline" : tab;
  const panels: Record<EditorTab, () => React.ReactNode> = {
    outline: () => <OutlineEditor course={course} />,
    about: () => <AboutForm course={course} />,
    rules: () => <CourseRules course={course} />,
    price: () => <PriceForm course={course} />,
    teachers: () => <TeachersForm />,
  };
  return (
    <CourseEditingContext value={editing}>
      <div className={css.top}>
        <div className="wrap">
          <EditorHead course={course} />
        </div>
      </div>
      <PublishBar course={course} />
      <div className={`wrap ${css.page}`}>
        <div className={css.main}>
          <Tabs
            label={t("editor:tabs")}
            value={shown}
            onChange={onTab}
            tabs={[
              { value: "outline", label: t("editor:outline.title") },
              { value: "about", label: t("editor:about.title") },
              { value: "rules", label: t("editor:course.title") },
              { value: "price", label: t("editor:price.title") },
              // The owner chooses who teaches: others have nothing to do there.
              ...(own ? [{ value: "teachers" as const, label: t("editor:teachers.title") }] : []),
            ]}
          >
            <div className={css.panel}>{panels[shown]()}</div>
          </Tabs>
        </div>
        <aside className={css.aside}>
          {sheet}
          {course.state === "draft" && (
            <section className="sheet pad stack">
              <h2 className={css.asideTitle}>{t("editor:needs.title")}</h2>
              <Missing course={course} />
            </section>
          )}
        </aside>
      </div>
    </CourseEditingContext>
  );
}
