import { useId, useState } from "react";
import { Input, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Failure } from "@/ui/failure";
import { Segmented } from "@/ui/segmented";
import { Skeleton, Waiting } from "@/ui/skeleton";

import css from "./editor.module.css";

interface MarkdownFieldProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  onLeave: () => Promise<void>;
  error?: string | undefined;
  maxLength: number;
  /** The words' language: the teacher's, not the interface's. */
  lang?: string;
  /** Tells previews of different texts apart. */
  previewKey: string;
  /** The server's HTML of what is saved. */
  preview: () => Promise<string>;
}

/** Markdown, and what students will see: made by the server, so that it is the same to the letter. */
export function MarkdownField({ label, hint, value, onChange, onLeave, error, maxLength, lang, previewKey, preview }: MarkdownFieldProps) {
  const { t } = useTranslation();
  const [side, setSide] = useState<"write" | "preview">("write");
  const id = useId();
  return (
    <div className={css.markdown}>
      <div className={css.markdownHead}>
        <Input.Label htmlFor={id}>{label}</Input.Label>
        <Segmented
          label={label}
          value={side}
          onChange={setSide}
          options={[
            { value: "write", label: t("editor:markdown.write") },
            { value: "preview", label: t("editor:markdown.preview") },
          ]}
        />
      </div>
      {side === "write" ? (
        <Textarea id={id} description={hint ?? t("editor:markdown.hint")} value={value} error={error} lang={lang} maxLength={maxLength} autosize minRows={6} maxRows={24} onChange={(event) => onChange(event.target.value)} onBlur={() => void onLeave()} />
      ) : (
        <Preview id={previewKey} value={value} lang={lang} load={async () => (await onLeave(), preview())} />
      )}
    </div>
  );
}

function Preview({ id, value, lang, load }: { id: string; value: string; lang: string | undefined; load: () => Promise<string> }) {
  const { t } = useTranslation();
  const html = useQuery({ queryKey: ["markdown-preview", id, value], queryFn: load, staleTime: Infinity });
  if (html.isPending)
    return (
      <Waiting label={t("common:loading")} slow={t("common:slow")}>
        <Skeleton height={120} />
      </Waiting>
    );
  if (html.isError) return <Failure error={html.error} onRetry={() => void html.refetch()} />;
  if (html.data.trim() === "") return <p className="muted">{t("editor:markdown.empty")}</p>;
  // The server has sanitised this HTML.
  return <div className="read" lang={lang} dangerouslySetInnerHTML={{ __html: html.data }} />;
}
