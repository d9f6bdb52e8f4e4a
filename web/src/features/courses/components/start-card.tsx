import { useState } from "react";
import { IconBook, IconCertificate, IconDeviceMobile, IconInfinity, IconPlayerPlayFilled, IconRoute } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import { useProblemText } from "@/api/problem";
import type { Course } from "@/features/courses/api/course";
import { useEnrol, useLeave } from "@/features/courses/api/course";
import { useFormat } from "@/i18n/use-format";
import { Button, ButtonLink } from "@/ui/button";
import { courseTape } from "@/ui/course-tape";
import { Cover } from "@/ui/cover";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";
import { Price } from "@/ui/price";
import { Tape } from "@/ui/tape";
import { toast } from "@/ui/toast";

import css from "./start-card.module.css";

export function firstOpenLesson(course: Course): string | undefined {
  const lessons = course.sections.flatMap((section) => section.lessons);
  const known = lessons.find((lesson) => lesson.id === course.enrolment?.last_lesson_id);
  return (known ?? lessons.find((lesson) => lesson.done !== true) ?? lessons[0])?.id;
}

/** Whether the viewer's access has ended. */
export const isOver = (course: Course): boolean => course.enrolment?.ends_at != null && new Date(course.enrolment.ends_at).getTime() <= Date.now();

/** Enrol, buy, continue, or preview an own draft: the one action of the page. */
export function StartAction({ course, wide }: { course: Course; wide?: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const format = useFormat();
  const problemText = useProblemText();
  const enrol = useEnrol(course.id);
  const lesson = firstOpenLesson(course);
  const free = course.sections.flatMap((section) => section.lessons).find((each) => each.preview);
  const begin = () => {
    if (me.data == null) {
      void navigate({ to: "/sign-in", search: { back: `/courses/${course.id}` } });
      return;
    }
    enrol.mutate(undefined, {
      onSuccess: () => {
        if (lesson !== undefined) void navigate({ to: "/learn/$course/$lesson", params: { course: course.id, lesson }, search: {} });
      },
    });
  };
  if (isOver(course))
    return (
      <>
        <Note>{t("courses:closed.over", { date: format.date(course.enrolment?.ends_at ?? "") })}</Note>
        {course.price !== null && course.published_at !== null && <Buy course={course} wide={wide} />}
      </>
    );
  if (course.enrolment !== null && lesson !== undefined) {
    const started = course.enrolment.last_lesson_id !== null || (course.done_lessons ?? 0) > 0;
    const all = course.done_lessons === course.lesson_count;
    return (
      <ButtonLink to="/learn/$course" params={{ course: course.id }} variant={all ? "ink" : "lamp"} size="l" wide={wide} icon={all ? undefined : <IconPlayerPlayFilled aria-hidden="true" />}>
        {t(all ? "courses:again" : started ? "courses:continue" : "courses:start")}
      </ButtonLink>
    );
  }
  if (course.can_edit && lesson !== undefined)
    return (
      <ButtonLink to="/learn/$course/$lesson" params={{ course: course.id, lesson }} search={{}} variant="ink" size="l" wide={wide}>
        {t("courses:preview.start")}
      </ButtonLink>
    );
  if (course.can_edit) return null;
  const toTry = free !== undefined && wide === true && (
    <ButtonLink to="/courses/$course/lessons/$lesson" params={{ course: course.id, lesson: free.id }} wide className="desk">
      {t("courses:free.start")}
    </ButtonLink>
  );
  if (course.price !== null)
    return (
      <>
        <Buy course={course} wide={wide} />
        {toTry}
      </>
    );
  return (
    <>
      <Button variant="ink" size="l" wide={wide} busy={enrol.isPending} onClick={begin}>
        {enrol.isPending ? t("courses:enrolling") : me.data == null && !me.isPending ? t("courses:signInToEnrol") : t("courses:enrol")}
      </Button>
      {toTry}
      {enrol.isError && <Note kind="bad">{problemText(enrol.error)}</Note>}
    </>
  );
}

/** The way to the page where the course is paid; guests sign in on the way. */
function Buy({ course, wide }: { course: Course; wide?: boolean | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (course.price === null) return null;
  return (
    <ButtonLink to="/courses/$course/buy" params={{ course: course.id }} variant="ink" size="l" wide={wide}>
      {t("courses:buy", { price: format.money(course.price.minor, course.price.currency) })}
    </ButtonLink>
  );
}

/** The card beside the course: its picture, the action and what comes with it. */
export function StartCard({ course }: { course: Course }) {
  const { t } = useTranslation();
  const icon = { size: 16, stroke: 1.75, "aria-hidden": true } as const;
  return (
    <aside className={`sheet ${css.card}`} aria-label={t("courses:card")}>
      <div className={css.picture}>
        <Cover seed={course.id} lengths={course.lesson_lengths_ms} done={course.done_places ?? undefined} image={course.cover?.medium} />
      </div>
      <div className="pad stack">
        {course.enrolment === null ? <Price price={course.price} size="l" until /> : <Standing course={course} />}
        <div className={css.action}>
          <StartAction course={course} wide />
          {course.can_edit && (
            <ButtonLink to="/teach/courses/$course" params={{ course: course.id }} wide>
              {t("courses:edit")}
            </ButtonLink>
          )}
        </div>
        <ul className={css.facts} role="list">
          <li>
            <IconBook {...icon} />
            {t(course.ordered ? "courses:fact.inOrder" : "courses:fact.order")}
          </li>
          <li>
            <IconInfinity {...icon} />
            {course.access_days === null ? t("courses:fact.endless") : t("courses:fact.access", { count: course.access_days })}
          </li>
          {course.awards_certificate && (
            <li>
              <IconCertificate {...icon} />
              {t("courses:fact.certificate")}
            </li>
          )}
          <li>
            <IconRoute {...icon} />
            {t("courses:fact.place")}
          </li>
          <li>
            <IconDeviceMobile {...icon} />
            {t("courses:fact.devices")}
          </li>
        </ul>
        {course.enrolment !== null && <Leave course={course} />}
      </div>
    </aside>
  );
}

/** How far the viewer is, and since when. */
function Standing({ course }: { course: Course }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="stack" style={{ gap: 8 }}>
      <Tape pieces={courseTape(course)} />
      <p className="sm muted row between row-w">
        <span className="strong">{t("courses:percent", { percent: format.percent((course.percent ?? 0) / 100) })}</span>
        {course.enrolment !== null && <span>{t("courses:enrolledOn", { date: format.date(course.enrolment.created_at) })}</span>}
      </p>
    </div>
  );
}

function Leave({ course }: { course: Course }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [asking, setAsking] = useState(false);
  const leave = useLeave(course.id);
  const enrol = useEnrol(course.id);
  // A promise, not a callback of the mutation: this part of the page is gone once the course was read anew.
  const go = () =>
    leave.mutateAsync().then(
      () => {
        setAsking(false);
        toast(t("courses:leave.done"), { label: t("courses:leave.undo"), run: () => void enrol.mutateAsync().catch((error: unknown) => toast(problemText(error))) });
      },
      () => undefined, // said in the dialog
    );
  return (
    <>
      <Button variant="quiet" size="s" onClick={() => setAsking(true)}>
        {t("courses:leave.open")}
      </Button>
      <Dialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("courses:leave.title", { title: course.title })}
        actions={
          <>
            <Button variant="quiet" onClick={() => setAsking(false)}>
              {t("courses:leave.stay")}
            </Button>
            <Button
              variant="danger"
              busy={leave.isPending}
              onClick={() => void go()}
            >
              {leave.isPending ? t("courses:leave.busy") : t("courses:leave.go")}
            </Button>
          </>
        }
      >
        <p>{t("courses:leave.text")}</p>
        {leave.isError && <Note kind="bad">{problemText(leave.error)}</Note>}
      </Dialog>
    </>
  );
}
