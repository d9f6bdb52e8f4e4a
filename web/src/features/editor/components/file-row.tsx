import type { ReactNode } from "react";
import { IconFile, IconFileTypePdf, IconPhoto, IconRefresh, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { problemOf, useProblemText } from "@/api/problem";
import type { FileOut } from "@/features/editor/api/files";
import type { FileSend } from "@/features/editor/file-sends";
import { fileSends } from "@/features/editor/file-sends";
import { useFormat } from "@/i18n/use-format";
import { Button, IconButton } from "@/ui/button";
import { Tape } from "@/ui/tape";

import css from "./lesson-panel.module.css";

const ICONS = { pdf: IconFileTypePdf, picture: IconPhoto, none: IconFile };

/** A file of a lesson: its name, its size, and what can be done with it. */
export function FileRow({ file, children }: { file: FileOut; children: ReactNode }) {
  const format = useFormat();
  const Icon = ICONS[file.shown];
  return (
    <div className={css.file}>
      <Icon size={20} stroke={1.75} aria-hidden="true" className="muted" />
      <span className={css.fileWords}>
        <span className={css.fileName}>{file.name}</span>
        <span className="sm muted num">{format.size(file.size_bytes)}</span>
      </span>
      <span className={css.fileActs}>{children}</span>
    </div>
  );
}

/** A file on its way: how far it is, or why it did not arrive. */
export function SendRow({ send }: { send: FileSend }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const refused = problemOf(send.error);
  // Where the server said what is wrong with the file, sending it again changes nothing.
  const again = send.state === "failed" && (refused === undefined || refused.status === 0 || refused.status >= 500 || refused.status === 429);
  return (
    <div className={css.send}>
      <div className={css.file}>
        <IconFile size={20} stroke={1.75} aria-hidden="true" className="muted" />
        <span className={css.fileWords}>
          <span className={css.fileName}>{send.name}</span>
          <span className="sm muted num">{send.state === "sending" ? t("editor:file.sending", { percent: format.percent(send.share), size: format.size(send.sizeBytes) }) : send.state === "queued" ? t("editor:file.queued") : ""}</span>
        </span>
        <span className={css.fileActs}>
          {again && (
            <Button size="s" icon={<IconRefresh stroke={1.75} aria-hidden="true" />} onClick={() => fileSends.retry(send.key)}>
              {t("editor:file.retry")}
            </Button>
          )}
          <IconButton small label={t(send.state === "failed" ? "editor:file.dismiss" : "editor:file.cancel", { name: send.name })} onClick={() => fileSends.cancel(send.key)}>
            <IconX stroke={1.75} aria-hidden="true" />
          </IconButton>
        </span>
      </div>
      {send.state === "sending" && (
        <Tape
          size="s"
          pieces={[
            { length: send.share, state: "sent" as const },
            { length: 1 - send.share, state: "ahead" as const },
          ].filter(({ length }) => length > 0)}
        />
      )}
      {send.state === "failed" && (
        <p className={css.refused} role="alert">
          {problemText(send.error)}
        </p>
      )}
    </div>
  );
}
