import { useState } from "react";
import { Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconDownload, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { Student } from "@/features/progress/api/progress";
import { studentsQuery, studentsTable } from "@/features/progress/api/progress";
import type { StudentSearch } from "@/features/progress/search";
import { SHOWS, SORTS } from "@/features/progress/search";
import { useFormat } from "@/i18n/use-format";
import { keepFile } from "@/lib/keep-file";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";
import { Segmented } from "@/ui/segmented";
import { Blocks } from "@/ui/skeleton";
import { Table } from "@/ui/table";
import { IntervalTape } from "@/ui/tape";
import { toast } from "@/ui/toast";

import css from "./progress.module.css";
import { StudentState } from "./student-state";

interface StudentListProps {
  course: string;
  search: StudentSearch;
  onSearch: (search: StudentSearch) => void;
}

/** The course's students: all, or those who need their teacher. */
export function StudentList({ course, search, onSearch }: StudentListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const [words, setWords] = useState(search.q ?? "");
  const ask = useDebouncedCallback((q: string) => onSearch({ ...search, q: q === "" ? undefined : q }), 250);
  const students = useInfiniteQuery({ ...studentsQuery(course, search), placeholderData: keepPreviousData });
  const table = useMutation({ mutationFn: async () => keepFile(await studentsTable(course, search), "students.csv"), onError: (error) => toast(problemText(error)) });
  const rows = students.data?.pages.flatMap((page) => page.items) ?? [];
  const counts = students.data?.pages[0]?.counts;
  const show = search.show ?? "all";
  const count = { all: counts?.all, "at-risk": counts?.at_risk, stuck: counts?.stuck, done: counts?.done };
  const nobody = counts?.all === 0 && search.q === undefined;
  if (nobody)
    return (
      <section className="sheet">
        <Empty title={t("progress:none.title")}>{t("progress:none.text")}</Empty>
      </section>
    );
  return (
    <div className="stack" style={{ gap: 16 }}>
      <div className={css.filters}>
        <Segmented
          label={t("progress:show.label")}
          value={show}
          onChange={(next) => onSearch({ ...search, show: next === "all" ? undefined : next })}
          options={SHOWS.map((value) => ({
            value,
            label: (
              <>
                {t(`progress:show.${value}`)}
                {count[value] !== undefined && <span className={css.count}>{count[value]}</span>}
              </>
            ),
          }))}
        />
      </div>
      <div className={css.tools} role="search">
        <TextInput
          className={css.search}
          aria-label={t("progress:search")}
          placeholder={t("progress:search")}
          leftSection={<IconSearch size={16} stroke={1.75} />}
          value={words}
          maxLength={100}
          onChange={(event) => {
            setWords(event.target.value);
            ask(event.target.value.trim());
          }}
        />
        <Select
          className={css.sort}
          aria-label={t("progress:sort.label")}
          value={search.sort ?? "seen"}
          data={SORTS.map((value) => ({ value, label: t(`progress:sort.${value}`) }))}
          onChange={(value) => onSearch({ ...search, sort: value === "seen" ? undefined : SORTS.find((each) => each === value) })}
        />
        <Button busy={table.isPending} icon={<IconDownload stroke={1.75} aria-hidden="true" />} onClick={() => table.mutate()}>
          {t(table.isPending ? "progress:csvBusy" : "progress:csv")}
        </Button>
      </div>
      <p className="sm muted" role="status">
        {t(`progress:rule.${show}`)}
      </p>
      <section className="sheet" aria-busy={students.isFetching}>
        <Loaded query={students} waiting={<Blocks heights={[36, 36, 36, 36, 36, 36]} />} inSheet>
          {() =>
            rows.length === 0 ? (
              <p className="pad t2">{t(search.q === undefined ? `progress:nobody.${show}` : "progress:nobody.found")}</p>
            ) : (
              <Table
                caption={t("progress:title")}
                columns={[{ label: t("progress:column.name") }, { label: t("progress:column.progress"), plain: true }, { label: t("progress:column.state"), plain: true }, { label: t("progress:column.watched"), number: true }, { label: t("progress:column.seen") }]}
                rows={rows.map((student) => ({
                  key: student.account.id,
                  cells: [
                    <Name key="name" course={course} student={student} />,
                    <Progress key="progress" student={student} />,
                    <StudentState key="state" student={student} />,
                    student.watched_ms > 0 ? format.length(student.watched_ms) : null,
                    <time key="seen" className="nowrap" dateTime={student.last_seen_at} title={format.moment(student.last_seen_at)}>
                      {format.ago(student.last_seen_at)}
                    </time>,
                  ],
                }))}
              />
            )
          }
        </Loaded>
        <More list={students} inSheet />
      </section>
    </div>
  );
}

function Name({ course, student: { account } }: { course: string; student: Student }) {
  return (
    <div className={css.name}>
      <Link to="/teach/courses/$course/students/$account" params={{ course, account: account.id }}>
        {account.name}
      </Link>
      <span className="xs muted">{account.email}</span>
    </div>
  );
}

function Progress({ student }: { student: Student }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={css.progress}>
      <IntervalTape intervals={student.percent > 0 ? [[0, student.percent / 100]] : []} />
      <span className="xs muted num nowrap">
        {format.percent(student.percent / 100)} · {t("progress:lessons", { done: student.done_lessons, count: student.lesson_count })}
      </span>
    </div>
  );
}
