import { useState } from "react";
import { IconChevronDown, IconCloudUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import type { UploadItem } from "@/features/uploads/item";
import { isBusy, isEncoding, share } from "@/features/uploads/item";
import { uploads, useUploads, useUploadsAlive } from "@/features/uploads/uploads";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";

import css from "./upload-dock.module.css";
import { UploadRow } from "./upload-row";
import { useItemWords } from "./use-item-words";

/** Keeps uploads going whatever page is open, and shows them in the corner where the page has no place for them. */
export function UploadDock({ corner }: { corner: boolean }) {
  const role = useMe().data?.role;
  useUploadsAlive(role === "teacher" || role === "admin");
  const items = useUploads();
  return (
    <>
      <States items={items} />
      {corner && items.length > 0 && <Corner items={items} />}
    </>
  );
}

/** The same list as a sheet beside the course's contents. */
export function UploadSheet() {
  const { t } = useTranslation();
  const items = useUploads();
  if (items.length === 0) return null;
  return (
    <section className="sheet" aria-label={t("uploads:title")}>
      <Head items={items} />
      <List items={items} />
    </section>
  );
}

function Corner({ items }: { items: readonly UploadItem[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const going = items.filter((item) => isBusy(item) || isEncoding(item));
  const sending = items.filter(isBusy);
  const bytes = sending.reduce((sum, item) => ({ sizeBytes: sum.sizeBytes + item.sizeBytes, sentBytes: sum.sentBytes + item.sentBytes }), { sizeBytes: 0, sentBytes: 0 });
  return (
    <aside className={cx(css.corner, "no-print")} aria-label={t("uploads:title")}>
      {open && (
        <div className={css.float}>
          <Head items={items} />
          <List items={items} />
        </div>
      )}
      <button type="button" className={css.pill} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? <IconChevronDown size={20} stroke={1.75} aria-hidden="true" /> : <IconCloudUpload size={20} stroke={1.75} aria-hidden="true" />}
        <span>{t("uploads:title")}</span>
        <span className="num">{sending.length > 0 ? format.percent(Math.floor(share(bytes) * 100) / 100) : going.length > 0 ? going.length : items.length}</span>
      </button>
    </aside>
  );
}

function Head({ items }: { items: readonly UploadItem[] }) {
  const { t } = useTranslation();
  const going = items.some((item) => item.state === "sending" || item.state === "queued");
  const paused = items.some((item) => item.state === "paused");
  return (
    <div className={css.head}>
      <h2>
        {t("uploads:title")} <span className="muted num">{items.length}</span>
      </h2>
      {going ? (
        <Button size="s" variant="quiet" onClick={() => uploads.pauseAll()}>
          {t("uploads:pauseAll")}
        </Button>
      ) : (
        paused && (
          <Button size="s" variant="quiet" onClick={() => uploads.resumeAll()}>
            {t("uploads:resumeAll")}
          </Button>
        )
      )}
    </div>
  );
}

function List({ items }: { items: readonly UploadItem[] }) {
  return (
    <ul className={css.list} role="list">
      {items.map((item) => (
        <UploadRow key={item.key} item={item} />
      ))}
    </ul>
  );
}

/** Read out when a file changes its state, not at each percent. */
function States({ items }: { items: readonly UploadItem[] }) {
  const { t } = useTranslation();
  const words = useItemWords();
  const spoken = items.map((item) => {
    if (item.state === "sending") return "";
    // The percent of the worker moves all the time: the region changes with the state alone.
    if (isEncoding(item) && item.video?.state === "encoding") return `${item.fileName}: ${t(item.video.playable ? "uploads:spoken.playable" : "uploads:spoken.encoding")}`;
    return `${item.fileName}: ${words(item).state}`;
  });
  return (
    <p className="sr" role="status">
      {spoken.filter(Boolean).join(". ")}
    </p>
  );
}
