import { lazy, Suspense, useEffect, useRef } from "react";
import { IconDownload, IconFile } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { LineLost, problemFrom } from "@/api/problem";
import type { Schemas } from "@/api/schemas";
import type { LessonView } from "@/features/courses/api/learn";
import { fileLink } from "@/features/courses/api/learn";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Blocks } from "@/ui/skeleton";

import { Page } from "./article";
import css from "./lesson-files.module.css";
import { useDownload } from "./lesson-files";

type FileOut = Schemas["FileOut"];

/** Pages of a document are drawn by a library that is loaded only where there is one. */
const PdfView = lazy(async () => ({ default: (await import("./pdf-view")).PdfView }));

/** A lesson that is a file: a document or a picture in the page, anything else to download. */
export function FileLesson({ lesson }: { lesson: LessonView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { busy, download } = useDownload(lesson.id);
  const { file } = lesson;
  if (file === null)
    return (
      <Page lesson={lesson} marked={false}>
        <p className="muted">{t("courses:files.none")}</p>
      </Page>
    );
  return (
    <Page lesson={lesson} marked wide={file.shown !== "none"}>
      {file.shown !== "none" && <Shown key={file.id} lessonId={lesson.id} file={file} />}
      <div className={`sheet ${css.one}`}>
        <IconFile size={24} stroke={1.75} aria-hidden="true" className="muted" />
        <span className={css.name}>{file.name}</span>
        <span className="sm muted num">{format.size(file.size_bytes)}</span>
        <Button busy={busy === file.id} icon={<IconDownload stroke={1.75} aria-hidden="true" />} onClick={() => void download(file)}>
          {t("courses:files.download")}
        </Button>
      </div>
    </Page>
  );
}

/** The bytes themselves: the address works once, and what shows them reads them more than once. */
async function bytesOf(lesson: string, file: FileOut, signal: AbortSignal): Promise<Blob> {
  const url = await fileLink(lesson, file.id);
  const response = await globalThis.fetch(url, { signal }).catch((error: unknown) => {
    throw signal.aborted ? error : new LineLost();
  });
  if (!response.ok) throw problemFrom(response, undefined);
  return response.blob();
}

function Shown({ lessonId, file }: { lessonId: string; file: FileOut }) {
  const bytes = useQuery({ queryKey: ["file", lessonId, file.id], queryFn: ({ signal }) => bytesOf(lessonId, file, signal), staleTime: Infinity, gcTime: 60_000, refetchOnReconnect: false });
  const waiting = <Blocks heights={[480]} />;
  return (
    <Loaded query={bytes} waiting={waiting}>
      {(blob) =>
        file.shown === "picture" ? (
          <Picture bytes={blob} name={file.name} />
        ) : (
          <Suspense fallback={waiting}>
            <PdfView bytes={blob} name={file.name} />
          </Suspense>
        )
      }
    </Loaded>
  );
}

function Picture({ bytes, name }: { bytes: Blob; name: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(bytes);
    if (image.current !== null) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [bytes]);
  return <img ref={image} className={css.picture} alt={name} />;
}
