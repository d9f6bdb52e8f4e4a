import type { ClipboardEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { Textarea } from "@mantine/core";
import { IconBold, IconCode, IconItalic, IconMathFunction, IconPhotoPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { problemOf, useProblemText } from "@/api/problem";
import { sendPicture } from "@/features/editor/api/files";
import type { Selected } from "@/features/editor/insert";
import { insertBlock, pictureMarkdown, surround } from "@/features/editor/insert";
import { pickAny } from "@/features/editor/use-file-sends";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Loaded } from "@/ui/loaded";
import { RichText } from "@/ui/rich-text";
import { Segmented } from "@/ui/segmented";
import { Blocks } from "@/ui/skeleton";

import css from "./markdown-field.module.css";
import { useDrop } from "./use-drop";

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
  /** Where pictures go. */
  courseId: string;
  /** Tells previews of different texts apart. */
  previewKey: string;
  /** The server's HTML of what is saved. */
  preview: () => Promise<string>;
}

const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;

/** Markdown, and what students will see: made by the server, so that it is the same to the letter. */
export function MarkdownField({ label, hint, value, onChange, onLeave, error, maxLength, lang, courseId, previewKey, preview }: MarkdownFieldProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [side, setSide] = useState<"write" | "preview">("write");
  const [sending, setSending] = useState(0);
  const [refusal, setRefusal] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  const text = useRef(value);
  useEffect(() => {
    text.current = value;
  }, [value]);

  const selected = (): Selected => ({ text: text.current, from: area.current?.selectionStart ?? text.current.length, to: area.current?.selectionEnd ?? text.current.length });
  const put = (next: Selected) => {
    text.current = next.text;
    onChange(next.text);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(next.from, next.to);
    });
  };
  const addPictures = async (pictures: File[]) => {
    setRefusal(undefined);
    for (const picture of pictures) {
      setSending((count) => count + 1);
      try {
        const url = await sendPicture(courseId, picture);
        put(insertBlock(selected(), pictureMarkdown(picture.name, url)));
      } catch (failure) {
        setRefusal(problemOf(failure)?.slug === "not-a-picture" ? t("editor:cover.notPicture", { name: picture.name }) : problemText(failure));
      } finally {
        setSending((count) => count - 1);
      }
    }
  };
  const paste = (event: ClipboardEvent) => {
    const pictures = [...event.clipboardData.files].filter(({ type }) => type.startsWith("image/"));
    // A copied piece of a page carries its picture beside its words: the words are wanted then.
    if (pictures.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    void addPictures(pictures);
  };
  const drop = useDrop((data) => void addPictures([...data.files]));
  const code = () => {
    const now = selected();
    const chosen = now.text.slice(now.from, now.to);
    put(chosen === "" || chosen.includes("\n") ? insertBlock(now, `\`\`\`python\n${chosen === "" ? "print(1)" : chosen}\n\`\`\``) : surround(now, "`", "`", ""));
  };
  return (
    <div className={cx(css.markdown, drop.over && css.over)} {...drop.handlers}>
      <div className={css.head}>
        <Segmented
          label={label}
          value={side}
          onChange={setSide}
          options={[
            { value: "write", label: t("editor:markdown.write") },
            { value: "preview", label: t("editor:markdown.preview") },
          ]}
        />
        {side === "write" && (
          <div className={css.tools} role="group" aria-label={t("editor:markdown.tools")}>
            <IconButton small label={t("editor:markdown.bold")} onClick={() => put(surround(selected(), "**", "**", t("editor:markdown.sample")))}>
              <IconBold {...icon} />
            </IconButton>
            <IconButton small label={t("editor:markdown.italic")} onClick={() => put(surround(selected(), "*", "*", t("editor:markdown.sample")))}>
              <IconItalic {...icon} />
            </IconButton>
            <IconButton small label={t("editor:markdown.formula")} onClick={() => put(surround(selected(), "$", "$", "x^2"))}>
              <IconMathFunction {...icon} />
            </IconButton>
            <IconButton small label={t("editor:markdown.code")} onClick={code}>
              <IconCode {...icon} />
            </IconButton>
            <IconButton small label={t("editor:markdown.picture")} onClick={() => void pickAny(true, "image/*").then(addPictures)}>
              <IconPhotoPlus {...icon} />
            </IconButton>
          </div>
        )}
      </div>
      {side === "write" ? (
        <Textarea
          ref={area}
          label={label}
          description={hint ?? t("editor:markdown.hint")}
          value={value}
          error={error}
          lang={lang}
          maxLength={maxLength}
          autosize
          minRows={6}
          maxRows={24}
          onChange={(event) => onChange(event.target.value)}
          onPaste={paste}
          onBlur={() => void onLeave()}
        />
      ) : (
        <Preview id={previewKey} value={value} lang={lang} load={async () => (await onLeave(), preview())} />
      )}
      <p className={css.sending} role="status">
        {sending > 0 && t("editor:markdown.sending")}
      </p>
      {refusal !== undefined && (
        <p className={css.refused} role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}

function Preview({ id, value, lang, load }: { id: string; value: string; lang: string | undefined; load: () => Promise<string> }) {
  const { t } = useTranslation();
  const html = useQuery({ queryKey: ["markdown-preview", id, value], queryFn: load, staleTime: Infinity });
  return (
    <Loaded query={html} waiting={<Blocks heights={[120]} />}>
      {(shown) => (shown.trim() === "" ? <p className="muted">{t("editor:markdown.empty")}</p> : <RichText html={shown} lang={lang} className={css.preview} />)}
    </Loaded>
  );
}
